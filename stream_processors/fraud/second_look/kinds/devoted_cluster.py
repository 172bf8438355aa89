"""Phones that are devoted to the payee and have more in common than independent people would.

Fans are devoted too, but each in a measure of their own, in a place of their own, with a phone of their own age. For
every trait it is asked how likely as much likeness were among independent people: such as are assumed, or such as the
payee's other listeners are, for a town's first listeners all live there and are all new. No single cause is enough;
that people of one kind listen alike is one, however many figures show it.
"""

from dataclasses import dataclass
from math import erf, log10, sqrt

import numpy as np

from kernel.events.sources import SourceType
from stream_processors.fraud.second_look.audience import Audience, Bools, Floats, Habits, Ints
from stream_processors.fraud.second_look.chance import Others, as_alike, as_many, spread
from stream_processors.fraud.second_look.found import Found
from stream_processors.fraud.second_look.packing import TYPES
from stream_processors.fraud.second_look.places import with_neighbours
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.second_look.devoted_cluster
PHONE = TYPES.index(SourceType.PHONE)
NIGHT = 0b11111
"""The hours from midnight to five, in a mask of hours."""
HOURS_A_DAY = 24
COUNTED = ("rate", "recent")
MOST = 0.95
"""No trait is taken for more usual than that."""


@dataclass(frozen=True, slots=True)
class Trait:
    """What members have in common: how unlikely that is (in decades), which of them have it, the chance that somebody
    who has nothing to do with them has it too, and its words."""

    name: str
    decades: float
    fits: Bools
    chance: float
    words: str

    def speaks(self) -> Floats:
        """Decades for (or below 0 against) each member's being one of them rather than a fan of its own: how much
        more often the members have the trait, or have it not, than people who have nothing to do with them."""
        theirs = (np.count_nonzero(self.fits) + 0.5) / (len(self.fits) + 1)
        return np.where(self.fits, log10(theirs / self.chance), log10((1.0 - theirs) / (1.0 - self.chance)))


def devoted_cluster(audience: Audience) -> Found | None:
    habits = audience.habits
    devoted = (
        (habits.type_of == PHONE) & (habits.share >= LIMITS.share.value) & (habits.all_plays >= LIMITS.plays.value)
    )
    members: Ints = np.flatnonzero(devoted)
    if len(members) < LIMITS.sources.value:
        return None
    part = float(habits.all_plays[members].sum() / habits.all_plays.sum())
    apart = [
        _registered(habits, members, devoted),
        _near(audience, devoted),
        _at_night(habits, members),
        _on_days(habits, members, len(audience.days)),
    ]
    alike = [
        _alike(
            "share", habits.share[members], LIMITS.share_spread.value, "give this artist the same part of their plays"
        ),
        _alike(
            "rate", (habits.all_plays / habits.days)[members], LIMITS.rate_spread.value, "play as much of it each day"
        ),
        _alike("recent", habits.recent[members] + 1, LIMITS.recent_spread.value, "play as much music altogether"),
        _alike("artists", habits.artists[members] + 1, LIMITS.artists_spread.value, "play music by as many artists"),
    ]
    traits = [*apart, *alike]
    telling = [trait for trait in traits if trait.decades >= LIMITS.trait.value]
    together = sum(trait.decades for trait in traits)
    besides = together - max(sum(trait.decades for trait in alike), *(trait.decades for trait in apart))
    decades = together + _devotion(part)
    if len(telling) < LIMITS.traits.value or besides < LIMITS.besides.value or decades < LIMITS.decades.value:
        return None
    guilty: Ints = members[sum(trait.speaks() for trait in telling) >= LIMITS.belongs.value]
    if len(guilty) < LIMITS.sources.value:
        return None
    words = ", ".join(trait.words for trait in telling)
    share = round(100 * float(np.median(habits.share[guilty])))
    mine = round(100 * float(habits.all_plays[guilty].sum() / habits.all_plays.sum()))
    return Found(
        sources=habits.hashes[guilty],
        score=round(min(LIMITS.score.value, 1.0 - 2.0 ** -(decades / 2)), 4),
        evidence=(
            f"{len(guilty)} phones that spend about {share} % of their plays on this artist made {mine} % of its plays."
            f" They have more in common than independent listeners would: they {words}"
        ),
        details={
            "sources": str(len(guilty)),
            "part_of_plays": f"{part:.3f}",
            "decades": f"{decades:.1f}",
            **{trait.name: f"{trait.decades:.1f}" for trait in traits},
        },
    )


def _devotion(part: float) -> float:
    """Decades for how much of the payee's plays the devoted make: people who listen now and then make up most."""
    return min(max(part - LIMITS.part.value, 0.0) / (1.0 - LIMITS.part.value), 1.0) * LIMITS.part_decades.value


def _registered(habits: Habits, members: Ints, devoted: Bools) -> Trait:
    """The best of some windows, each wherever it holds the most phones.

    The payee's other listeners tell whether as many people are new here.
    """
    hours, others = habits.registered[members], habits.registered[(habits.type_of == PHONE) & ~devoted]
    ordered, others = np.sort(hours[np.isfinite(hours)]), np.sort(others[np.isfinite(others)])
    best = Trait("registered", 0.0, np.zeros(len(members), dtype=np.bool_), 0.5, "")
    if not len(ordered):
        return best
    for days, usual in LIMITS.registered.value.items():
        ends = ordered + days * HOURS_A_DAY
        counts = np.searchsorted(ordered, ends, side="right") - np.arange(len(ordered))
        first = int(np.argmax(counts))
        within = np.searchsorted(others, [ordered[first] - 1, ends[first] + 1])
        rest = Others(int(within[1] - within[0]), len(others), LIMITS.doubt.value)
        tries = len(LIMITS.registered.value) * len(ordered)
        decades = as_many(int(counts[first]), len(ordered), usual, tries, rest)
        if decades > best.decades:
            fits = (hours >= ordered[first]) & (hours <= ends[first])
            best = Trait("registered", decades, fits, usual, f"were registered within {days} days of each other")
    return best


def _on_days(habits: Habits, members: Ints, days: int) -> Trait:
    """How many played the payee on exactly the same days, and on no other."""
    masks = habits.total(1 << (habits.day - habits.day.min()))[members].astype(np.int64)
    numbers, counts = np.unique(masks, return_counts=True)
    most = int(numbers[np.argmax(counts)])
    fits = masks == most
    chance = LIMITS.same_days_chance.value
    if days < LIMITS.window_days.value or most.bit_count() >= days or most.bit_count() < 2:
        return Trait("days", 0.0, fits, chance, "")
    decades = min(as_many(int(counts.max()), len(members), chance, tries=days), LIMITS.same_days_decades.value)
    return Trait("days", decades, fits, chance, "play it on the same days and on no other")


def _near(audience: Audience, devoted: Bools) -> Trait:
    """How many have another of them within a kilometre or so; and how many of the payee's other listeners have one."""
    phones: Ints = np.flatnonzero(audience.habits.type_of == PHONE)
    members: Bools = devoted[phones]
    located, near = with_neighbours(audience, phones, members)
    people, others = int(np.count_nonzero(located & members)), int(np.count_nonzero(located & ~members))
    chance = 1.0 - (1.0 - LIMITS.near_chance.value) ** max(people - 1, 0)
    rest = Others(int(np.count_nonzero(near & ~members)), others, LIMITS.doubt.value)
    decades = as_many(int(np.count_nonzero(near & members)), people, chance, others=rest)
    return Trait("near", decades, (near | ~located)[members], min(chance, MOST), "are close to each other")


def _at_night(habits: Habits, members: Ints) -> Trait:
    """How many play the payee in several hours of most of their nights."""
    hours = np.bitwise_count(habits.hours & NIGHT) >= LIMITS.night_hours.value
    fits = (habits.total(hours) / habits.days)[members] >= 0.5
    chance = LIMITS.night_chance.value
    decades = min(as_many(int(np.count_nonzero(fits)), len(members), chance), LIMITS.night_decades.value)
    return Trait("night", decades, fits, chance, "play it through most nights")


def _alike(name: str, values: Floats, usual: float, words: str) -> Trait:
    """How close the values are to each other, as ratios; half a play is the grain of what is counted in plays."""
    logs = np.log(values)
    grain = 0.5 / float(np.median(values)) if name in COUNTED else 0.0
    width = max(3 * spread(logs), usual / 2)
    fits = np.abs(logs - np.median(logs)) <= width
    chance = min(erf(width / usual / sqrt(2)), MOST)
    return Trait(name, as_alike(logs, usual, grain=grain) * LIMITS.alike_part.value, fits, chance, words)
