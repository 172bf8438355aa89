"""The very same recording from different phones: no two microphones ever hear the same bits."""

import numpy as np

from kernel.events.sources import SourceType
from stream_processors.fraud.second_look.audience import Audience
from stream_processors.fraud.second_look.found import Found
from stream_processors.fraud.second_look.grouping import pairs, per_key, repeated, starts
from stream_processors.fraud.second_look.packing import TYPES
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.second_look.shared_fingerprint
PHONE = TYPES.index(SourceType.PHONE)


def shared_fingerprint(audience: Audience) -> Found | None:
    """Only phones: computers and stations that play the same file may rightly make the same fingerprint."""
    plays = audience.plays
    fit = (plays.type == PHONE) & (plays.print != 0)
    fit[fit] = repeated(plays.print[fit])
    if not fit.any():
        return None
    prints, sources, _ = pairs(plays.print[fit], plays.source[fit], plays.at[fit])
    new = starts(prints)
    phones = per_key(new, np.ones(len(prints), dtype=np.int64))
    shared = phones > 1
    if not shared.any():
        return None
    counts = np.bincount(sources[shared], minlength=len(plays.hashes))
    guilty = counts >= LIMITS.prints.value
    guilty[sources[phones >= LIMITS.sources.value]] = True
    if np.count_nonzero(guilty) < 2:
        return None
    number = int(np.count_nonzero(guilty))
    recordings = len(np.unique(prints[shared]))
    return Found(
        sources=plays.hashes[guilty],
        score=LIMITS.score.value,
        evidence=(
            f"{number} phones sent recordings that are the same to the last bit, {recordings} of them different. Two "
            "microphones never hear exactly the same, so these plays were fed to the phones from a file"
        ),
        details={"sources": str(number), "recordings": str(recordings)},
    )
