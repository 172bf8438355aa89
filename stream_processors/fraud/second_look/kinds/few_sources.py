"""A venue or a DJ that gives the payee an unusual part of its plays, and whose plays are much of what the payee gets.

One without the other is honest: a bar that loves the star of the day is a drop in the star's plays, and a band's home
stage plays the band now and then. A phone that does both is a fan of a small artist.
"""

from math import sqrt

import numpy as np

from kernel.events.sources import SourceType
from stream_processors.fraud.second_look.audience import Audience
from stream_processors.fraud.second_look.found import Found
from stream_processors.fraud.second_look.packing import TYPES
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.second_look.few_sources
VENUE, DJ = TYPES.index(SourceType.VENUE), TYPES.index(SourceType.DJ)


def few_sources(audience: Audience) -> Found | None:
    habits = audience.habits
    fit = ((habits.type_of == VENUE) | (habits.type_of == DJ)) & (habits.all_plays >= LIMITS.plays.value)
    if not fit.any():
        return None
    part = habits.all_plays / habits.all_plays.sum()
    fit &= (habits.share >= LIMITS.share.value) & (part >= LIMITS.part.value)
    guilty = fit & (habits.share * part >= LIMITS.both.value)
    if not guilty.any():
        return None
    number = int(np.count_nonzero(guilty))
    share, mine = float(habits.share[guilty].mean()), float(part[guilty].sum())
    who = "A venue or DJ gives" if number == 1 else f"{number} venues or DJs give"
    return Found(
        sources=habits.hashes[guilty],
        score=round(LIMITS.score.value + (1.0 - LIMITS.score.value) * sqrt(share * mine), 4),
        evidence=(
            f"{who} {round(100 * share)} % of all plays to this artist, who gets {round(100 * mine)} % of all plays "
            "from there: far more than any other audience would explain"
        ),
        details={"sources": str(number), "share": f"{share:.3f}", "part_of_plays": f"{mine:.3f}"},
    )
