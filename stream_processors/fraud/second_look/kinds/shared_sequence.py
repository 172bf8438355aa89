"""Phones that play the same mixed songs in the same order, each at a time of its own: copies of one list."""

import numpy as np

from kernel.events.sources import SourceType
from stream_processors.fraud.second_look.audience import Audience
from stream_processors.fraud.second_look.found import Found
from stream_processors.fraud.second_look.grouping import pairs, per_key, repeated, starts
from stream_processors.fraud.second_look.packing import TYPES
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.second_look.shared_sequence
PHONE = TYPES.index(SourceType.PHONE)


def shared_sequence(audience: Audience) -> Found | None:
    """Runs of four songs by several artists that end with the payee's; an album in its order is by one artist.

    Phones that hear the same loudspeaker or radio play the same runs at the same moments; only what was played at as
    many different times as there have to be phones counts.
    """
    plays = audience.plays
    fit = (plays.type == PHONE) & (plays.sequence != 0) & (plays.mixed != 1)
    runs_of = np.bincount(plays.source[fit], minlength=len(plays.hashes))
    fit[fit] = repeated(plays.sequence[fit])
    if np.count_nonzero(fit) < LIMITS.sources.value * LIMITS.copies.value:
        return None
    runs, sources, at = pairs(plays.sequence[fit], plays.source[fit], plays.at[fit])
    new = starts(runs)
    phones = per_key(new, np.ones(len(runs), dtype=np.int64))
    later = new.copy()
    later[1:] |= at[1:] - at[:-1] > LIMITS.apart_ms.value
    copied = (phones >= LIMITS.sources.value) & (per_key(new, later) >= LIMITS.sources.value)
    copies = np.bincount(sources[copied], minlength=len(plays.hashes))
    guilty = (copies >= LIMITS.copies.value) & (copies >= LIMITS.part.value * runs_of)
    number = int(np.count_nonzero(guilty))
    if number < LIMITS.sources.value:
        return None
    usual = int(np.median(copies[guilty]))
    return Found(
        sources=plays.hashes[guilty],
        score=LIMITS.score.value,
        evidence=(
            f"{number} phones played the same songs by several artists in the same order at different times; each "
            f"shares at least {int(copies[guilty].min())} runs of four songs with others, half of them {usual} or more"
        ),
        details={"sources": str(number), "runs": str(len(np.unique(runs[copied]))), "median_copies": str(usual)},
    )
