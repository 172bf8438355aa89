"""How unlikely it is that independent people do what was seen, in decades: 3 is one chance in a thousand."""

from dataclasses import dataclass
from math import log, log10

import numpy as np
from scipy.special import bdtrc, betaln

from stream_processors.fraud.second_look.audience import Floats

LEAST = 1e-30
"""No chance is taken for smaller: what is assumed of people is not as sure as that."""
EFFICIENCY = 0.37
"""Of the median absolute deviation against the standard deviation of normal values (Hampel 1974)."""
TO_SIGMA = 1.4826
"""From a median absolute deviation to the standard deviation of normal values."""
NARROWEST = 0.05
"""A spread counts as this part of people's at the least."""


@dataclass(frozen=True, slots=True)
class Others:
    """People to compare with, `hits` of whom do it too.

    `doubt` is how likely it was, before they were seen, that people here do it with another chance than is assumed.
    """

    hits: int
    people: int
    doubt: float


def as_many(hits: int, people: int, chance: float, tries: int = 1, others: Others | None = None) -> float:
    """That at least `hits` of `people` do something that each does with that chance; the best of so many `tries`.

    With others, or that all of them do it with a chance of which nothing is known but what the others tell. The more
    unlikely the others are with the assumed chance, the likelier is that.
    """
    if hits <= people * chance:
        return 0.0
    likely = float(bdtrc(hits - 1, people, chance)) * tries
    if others is not None:
        doubt = min(others.doubt * 10.0 ** as_many(others.hits, others.people, chance), 1.0)
        likely += doubt * min(_as_others(hits, people, others) * tries, 1.0)
    return max(-log10(max(likely, LEAST)), 0.0)


def _as_others(hits: int, people: int, others: Others) -> float:
    """The upper tail of the beta-binomial distribution: any chance was as likely before the others were seen."""
    more = np.arange(hits, people + 1)
    did, did_not = others.hits + 1, others.people - others.hits + 1
    ways = -betaln(people - more + 1, more + 1) - np.log(people + 1)
    return float(np.exp(ways + betaln(more + did, people - more + did_not) - betaln(did, did_not)).sum())


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
