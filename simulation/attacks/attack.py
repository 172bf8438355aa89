"""What an attack is, and the disguise that all of them can put on."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

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


def disguise(random: Generator, world: World, who: Person, strength: float, share: float = 1.0) -> list[Draft]:
    """Real listening between the fraud: none of it at strength 1, nearly all of a person's day at 0."""
    drafts: list[Draft] = []
    for number in range(world.days):
        if random.random() < (1 - strength) * share * 1.2:
            drafts.extend(day(random, world, who, number, Label.COVER))
    return drafts


def around(fraud: list[Draft], cover: list[Draft], crossfade_ms: int = 0) -> list[Draft]:
    """Fraud, and of the cover what does not sound at the same time as any fraud, in the order of time."""
    kept = one_ear(fraud, crossfade_ms)
    spans = [(draft.at, draft.at + draft.duration) for draft in kept]
    free: list[Draft] = []
    place = 0
    for draft in one_ear(cover):
        while place < len(spans) and spans[place][1] <= draft.at:
            place += 1
        if place == len(spans) or spans[place][0] >= draft.at + draft.duration:
            free.append(draft)
    return sorted([*kept, *free], key=lambda each: each.at)
