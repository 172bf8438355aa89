"""Phones between whose plays lie the very same waits, though they began at different times: one script drives them.

A wait counts only where something else than the payee was heard in it, or nothing: songs of an album that follow each
other do so after their own length, on every phone.
"""

import numpy as np

from kernel.events.sources import SourceType
from stream_processors.fraud.second_look.audience import Audience, Ints, Plays, Words
from stream_processors.fraud.second_look.found import Found
from stream_processors.fraud.second_look.grouping import pairs, per_key, repeated, starts
from stream_processors.fraud.second_look.packing import TYPES
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.second_look.shared_rhythm
PHONE = TYPES.index(SourceType.PHONE)
FOLLOWING = 3
"""Each play is taken with the three after it, so that a copy with a few plays left out still has most of the waits."""
LEAST = 3
"""Plays of a phone with three waits between them."""
MIX = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio (Knuth, volume 3, section 6.4)."""


def shared_rhythm(audience: Audience) -> Found | None:
    plays = audience.plays
    if np.count_nonzero(np.bincount(plays.source) >= LEAST) < LIMITS.sources.value:
        return None
    waits, sources, at = _waits(plays)
    own = np.bincount(sources, minlength=len(plays.hashes))
    again = repeated(waits)
    if np.count_nonzero(again) < LIMITS.sources.value * LIMITS.waits.value:
        return None
    waits, sources, at = pairs(waits[again], sources[again], at[again])
    new = starts(waits)
    phones = per_key(new, np.ones(len(waits), dtype=np.int64))
    later = new.copy()
    later[1:] |= at[1:] - at[:-1] > LIMITS.apart_ms.value
    times = per_key(new, later)
    copied = (times >= LIMITS.sources.value) & (2 * times >= phones)
    counts = np.bincount(sources[copied], minlength=len(plays.hashes))
    guilty = (counts >= LIMITS.waits.value) & (counts >= LIMITS.part.value * own)
    number = int(np.count_nonzero(guilty))
    if number < LIMITS.sources.value:
        return None
    usual = int(np.median(counts[guilty]))
    return Found(
        sources=plays.hashes[guilty],
        score=LIMITS.score.value,
        evidence=(
            f"{number} phones waited equally long, to a quarter of a second, between the same songs of this artist, "
            f"though they began at different times; half of them share {usual} such waits or more with others"
        ),
        details={"sources": str(number), "median_waits": str(usual)},
    )


def _waits(plays: Plays) -> tuple[Words, Ints, Ints]:
    """What stands for two songs and the time between them, of which phone, and when the first began."""
    order = np.lexsort((plays.at, plays.source))
    order = order[plays.type[order] == PHONE]
    source, at, song = plays.source[order], plays.at[order], plays.song[order]
    heard = np.concatenate(([0], np.cumsum(plays.duration[order])))
    found, sources, moments = [], [], []
    for after in range(1, min(FOLLOWING, len(order) - 1) + 1):
        wait = at[after:] - at[:-after]
        idle = wait - (heard[after:-1] - heard[: -after - 1])
        fit = (source[after:] == source[:-after]) & (wait <= LIMITS.longest_ms.value) & (idle > LIMITS.idle_ms.value)
        key = (wait[fit] // LIMITS.bin_ms.value).astype(np.uint64)
        for part in (song[:-after][fit], song[after:][fit]):
            key = (key ^ part.astype(np.uint64)) * MIX
            key ^= key >> np.uint64(29)
        found.append(key)
        sources.append(source[:-after][fit])
        moments.append(at[:-after][fit])
    if not found:
        return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate(found), np.concatenate(sources), np.concatenate(moments)
