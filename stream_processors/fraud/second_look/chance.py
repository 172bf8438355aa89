"""How unlikely it is that independent people do what was seen, in decades: 3 is one chance in a thousand."""

from math import log, log10

import numpy as np
from scipy.special import bdtrc

from stream_processors.fraud.second_look.audience import Floats

LEAST = 1e-30
"""No chance is taken for smaller: what is assumed of people is not as sure as that."""
EFFICIENCY = 0.37
"""Of the median absolute deviation against the standard deviation of normal values (Hampel 1974)."""
TO_SIGMA = 1.4826
"""From a median absolute deviation to the standard deviation of normal values."""
NARROWEST = 0.05
"""A spread counts as this part of people's at the least."""


def as_many(hits: int, people: int, chance: float, tries: int = 1) -> float:
    """That at least `hits` of `people` do something that each does with that chance; the best of so many `tries`."""
    if hits <= people * chance:
        return 0.0
    likely = float(bdtrc(hits - 1, people, chance)) * tries
    return max(-log10(max(likely, LEAST)), 0.0)


def as_alike(values: Floats, usual: float, grain: float = 0.0) -> float:
    """That people, who usually spread with the standard deviation `usual`, are as close together as these values.

    `grain` is how close values are anyway because they can only be told in steps.
    The lower tail of the chi-squared distribution by Chernoff's bound, with as many values as the median is worth.
    """
    ratio = max(max(spread(values), grain) / usual, NARROWEST)
    if ratio >= 1.0:
        return 0.0
    free = EFFICIENCY * (len(values) - 1)
    return -free * (log10(ratio) + (1.0 - ratio * ratio) / 2 / log(10))


def spread(values: Floats) -> float:
    """A standard deviation that a few odd values do not move."""
    return TO_SIGMA * float(np.median(np.abs(values - np.median(values))))
