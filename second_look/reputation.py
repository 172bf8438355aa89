"""What a source earned by reviewed outcomes and hard rules: pure.

The beta reputation system (Jøsang and Ismail, 2002): good and bad outcomes, decayed, are the parameters of a beta
distribution over the share of the source's plays that are genuine, and its low quantile is what decisions use. The
model's own score is never an outcome.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isclose
from uuid import UUID

from scipy.special import betaincinv

from kernel.events.sources import Reputation
from second_look.thresholds import AHEAD, HALF_LIFE, MEMORY, OUTCOMES_OF_A_DECISION, QUANTILE, REFRESH

PLACES = 6
"""Decimals that are kept."""
NOTHING = 0.01
"""Outcomes that are so far decayed are published no more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source's plays of one day, by one decision or, where that is None, by hard rules."""

    good: bool
    at: datetime
    decision: UUID | None = None


def reputation(outcomes: Iterable[Outcome], since: datetime) -> Reputation:
    """The reputation from a moment on, which no outcome is after. Of one decision only the newest few count."""
    counted = list(_counted(each for each in outcomes if each.at > since - MEMORY))
    good = round(sum(_weight(each, since) for each in counted if each.good), PLACES)
    bad = round(sum(_weight(each, since) for each in counted if not each.good), PLACES)
    return Reputation(since=since, good=good, bad=bad, floor=floor(good, bad))


def floor(good: float, bad: float) -> float:
    """The share of genuine plays that is exceeded with 95 % certainty: the 5 % quantile of Beta(good + 1, bad + 1)."""
    return round(float(betaincinv(good + 1.0, bad + 1.0, QUANTILE)), PLACES)


def counts_from(now: datetime) -> datetime:
    """The first full hour from which a reputation that is published now counts."""
    earliest = now + AHEAD
    hour = earliest.replace(minute=0, second=0, microsecond=0)
    return hour if hour == earliest else hour + timedelta(hours=1)


def changed(last: Reputation | None, outcomes: Iterable[Outcome], now: datetime) -> Reputation | None:
    """The reputation to publish now; None while the last one says the same.

    It does, while the outcomes that are known now come to the same at the moment from which it counts; and for a while,
    until it has decayed.
    """
    known = list(outcomes)
    new = reputation(known, counts_from(now))
    if last is None:
        return new if known else None
    if not _same(reputation(known, last.since), last):
        return new
    decayed = now - last.since >= REFRESH and last.good + last.bad >= NOTHING
    return new if decayed else None


def _same(one: Reputation, other: Reputation) -> bool:
    """Up to rounding, here and in the database."""
    return isclose(one.good, other.good, abs_tol=1e-5) and isclose(one.bad, other.bad, abs_tol=1e-5)


def _counted(outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
    decisions: defaultdict[UUID, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if each.decision is None:
            yield each
        else:
            decisions[each.decision].append(each)
    for of_one in decisions.values():
        yield from sorted(of_one, key=lambda each: each.at)[-OUTCOMES_OF_A_DECISION:]


def _weight(outcome: Outcome, since: datetime) -> float:
    """1 at first, half of it a half-life later."""
    return float(0.5 ** max(0.0, (since - outcome.at) / HALF_LIFE))
