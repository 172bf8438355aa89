"""What an attack is, and the disguise that all of them can put on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

from numpy.random import Generator

from kernel.events.sources import Source, SourceType
from simulation.chance import Ways
from simulation.cohorts.person import Person, day
from simulation.device import Device, Draft, one_ear
from simulation.truth import Label
from simulation.world import World


@dataclass(frozen=True, slots=True)
class Plan:
    """How one operation is to be: strength from 0 to 1 (blatant), and about how many fraudulent plays it makes."""

    strength: float
    budget: int


Make = Callable[[Generator, World, Ways, Plan], list[Device]]
"""Makes the devices of one operation: `attack` and `payee` set, fraud and cover labelled."""


@dataclass(frozen=True, slots=True)
class Attack:
    name: str
    make: Make


def campaign(random: Generator, world: World, plan: Plan, daily: float, fewest: int, most: int) -> tuple[int, range]:
    """How many devices work together, and on which days, so that `daily` plays of each make about the budget.

    A small budget shortens the campaign before it makes the farm smaller than `fewest` devices.
    """
    affordable = max(int(plan.budget / max(daily * world.days, 0.1)), 1)
    devices = max(min(most, affordable), fewest)
    days = min(max(round(plan.budget / max(daily * devices, 0.1)), 2), world.days)
    first = int(random.integers(0, world.days - days + 1))
    return devices, range(first, first + days)


def burner(random: Generator, world: World, plan: Plan, days_old: float, owner: int | None = None) -> Source:
    """An attacker's phone: the weaker the attack, the more it looks like anybody's."""
    weak = 1 - plan.strength
    return world.source(
        random,
        SourceType.PHONE,
        days_old=max(days_old * (1 + 4 * weak) + float(random.normal(0, 0.2 + 20 * weak)), 0.3),
        attestation="device" if random.random() < 0.15 + 0.6 * weak else "none",
        owner=owner,
    )


def disguise(random: Generator, world: World, who: Person, strength: float, share: float = 1.0) -> list[Draft]:
    """Real listening between the fraud: none of it at strength 1, all of a busy person's days at 0."""
    busy = replace(who, sessions=max(who.sessions, 2.0), days_off=0.3 * who.days_off)
    drafts: list[Draft] = []
    for number in range(world.days):
        if random.random() < (1 - strength) * share * 1.2:
            drafts.extend(day(random, world, busy, number, Label.COVER))
    return drafts


def around(fraud: list[Draft], cover: list[Draft], crossfade_ms: int = 0) -> list[Draft]:
    """Fraud, and of the cover what does not sound at the same time as any fraud, in the order of time."""
    kept = one_ear(fraud, crossfade_ms, inf)
    spans = [(draft.at, draft.at + draft.duration) for draft in kept]
    free: list[Draft] = []
    place = 0
    for draft in one_ear(cover):
        while place < len(spans) and spans[place][1] <= draft.at:
            place += 1
        if place == len(spans) or spans[place][0] >= draft.at + draft.duration:
            free.append(draft)
    return sorted([*kept, *free], key=lambda each: each.at)
