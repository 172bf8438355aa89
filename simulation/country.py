"""Simulates a country: its sources, its songs, and every play in the order in which the gateway receives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.clock import KIGALI
from kernel.errors import Refused
from kernel.events.sources import Source
from simulation.attacks import ATTACKS
from simulation.attacks.attack import Attack, Plan
from simulation.catalogue import Catalogue, SimulatedSong
from simulation.chance import Ways
from simulation.cohorts import COHORTS
from simulation.cohorts.cohort import Cohort
from simulation.device import Device
from simulation.plays import Arrival, played
from simulation.truth import Label, Truth
from simulation.uplink import Sent, send
from simulation.world import EPOCH, MILLISECOND, World

START: Final = datetime(2026, 3, 2, tzinfo=KIGALI)
"""A Monday."""
ARTISTS: Final = 400
STRENGTHS: Final = (1.0, 0.5, 0.3)
"""Those that evaluations use; any above 0 up to 1 can be had."""
ENOUGH: Final = 0.85
"""An attack stops to grow at this share of the plays that it ought to make: its next operation would be too much."""
RINGS: Final = 10_000
"""Operations of one attack at most, should each make next to nothing."""


@dataclass(frozen=True, slots=True)
class AttackPlan:
    """An attack by name, and how blatant it is: above 0, up to 1."""

    name: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True, repr=False)
class Simulated:
    """A simulated country. `songs` are all of its catalogue; `plays` can be asked for again, and gives the same."""

    sources: list[Source]
    songs: list[SimulatedSong]
    arrivals: list[Arrival]
    catalogue: Catalogue

    def plays(self) -> Iterator[Truth]:
        """Every play in the order of received_at, ties by source and note; origins count from 0 in each partition."""
        return played(self.arrivals, self.catalogue)


def simulate(
    seed: int,
    *,
    days: int = 7,
    sources: int = 200,
    attacks: Sequence[AttackPlan] = (),
    fraud_share: float = 0.02,
    start: datetime = START,
    variant: int = 0,
    artists: int = ARTISTS,
    cohorts: Sequence[Cohort] = COHORTS,
    known: Sequence[Attack] = ATTACKS,
) -> Simulated:
    """`sources` honest sources over `days` days, and attacks that make about `fraud_share` of all of their plays.

    The share is divided equally among the plans; each gets at least one operation, so that a small country may hold
    more fraud than was asked for, unless the share is 0. Attack devices come on top of `sources`. `variant` moves the
    ranges from which attacks draw their ways; `start` is any moment of the first day in Kigali. `cohorts`
    and `known`, from which the plans choose by name, can be others than the simulator's own. Refused on what cannot be.
    """
    _check(seed, days, sources, attacks, fraud_share, start, variant, artists, [attack.name for attack in known])
    midnight = start.astimezone(KIGALI).replace(hour=0, minute=0, second=0, microsecond=0)
    world = World(seed, (midnight - EPOCH) // MILLISECOND, days, Catalogue(seed, artists))
    devices = _honest(world, sources, cohorts)
    honest = sum(len(device.drafts) for device in devices)
    if fraud_share > 0 and attacks:
        wanted = honest * fraud_share / (1 - fraud_share) / len(attacks)
        for number, plan in enumerate(attacks):
            attack = next(each for each in known if each.name == plan.name)
            devices.extend(_attack(world, number, attack, plan, wanted, variant))
    arrivals = [
        Arrival(sent=sent, device=device, draft=device.drafts[sent.note])
        for device in devices
        for sent in _sent(world, device)
    ]
    arrivals.sort(key=lambda each: (each.sent.received, each.device.source.source_id))
    return Simulated([device.source for device in devices], world.catalogue.songs, arrivals, world.catalogue)


def allotted(sources: int, cohorts: Sequence[Cohort] = COHORTS) -> dict[str, int]:
    """How many sources each cohort gets: by its share, and at least one where there are enough for all."""
    least = 1 if sources >= len(cohorts) else 0
    whole = sum(cohort.share for cohort in cohorts)
    exact = {cohort.name: cohort.share / whole * sources for cohort in cohorts}
    counts = {name: max(int(count), least) for name, count in exact.items()}
    nearest = sorted(exact, key=lambda name: exact[name] - counts[name], reverse=True)
    for name in nearest[: max(sources - sum(counts.values()), 0)]:
        counts[name] += 1
    while sum(counts.values()) > sources:
        counts[max(counts, key=lambda name: counts[name])] -= 1
    return counts


def _honest(world: World, sources: int, cohorts: Sequence[Cohort]) -> list[Device]:
    devices: list[Device] = []
    counts = allotted(sources, cohorts)
    for cohort in cohorts:
        made: list[Device] = []
        group = 0
        while (most := counts[cohort.name] - len(made)) > 0:
            made.extend(cohort.make(world.random("cohort", cohort.name, group), world, most)[:most])
            group += 1
        devices.extend(made)
    return devices


def _attack(world: World, number: int, attack: Attack, plan: AttackPlan, wanted: float, variant: int) -> list[Device]:
    devices: list[Device] = []
    plays = 0
    for operation in range(RINGS):
        if operation and plays >= ENOUGH * wanted:
            break
        random = world.random("attack", plan.name, number, variant, operation)
        ways = Ways(random, plan.name, variant)
        made = attack.make(random, world, ways, Plan(plan.strength, max(int(wanted - plays), 1)))
        for device in made:
            device.attack, device.strength = plan.name, plan.strength
            device.ring = f"{plan.name}:{plan.strength}:{number}:{operation}"
        plays += sum(draft.label is Label.FRAUD for device in made for draft in device.drafts)
        devices.extend(made)
    return devices


def _sent(world: World, device: Device) -> list[Sent]:
    random = world.random("uplink", device.source.source_id)
    return send(random, device.uplink, device.drafts, world.start, int(random.integers(0, 50_000)))


def _check(
    seed: int,
    days: int,
    sources: int,
    attacks: Sequence[AttackPlan],
    fraud_share: float,
    start: datetime,
    variant: int,
    artists: int,
    names: Sequence[str],
) -> None:
    for plan in attacks:
        if plan.name not in names:
            raise Refused(f"there is no attack {plan.name!r}; there are {', '.join(names)}")
        if not 0 < plan.strength <= 1:
            raise Refused(f"the strength of {plan.name} is {plan.strength}; it is above 0, up to 1 (blatant)")
    if seed < 0 or variant < 0:
        raise Refused("a seed and a variant are whole numbers from 0")
    if days < 1 or sources < 1 or artists < 20:
        raise Refused("at least 1 day, 1 source and 20 artists are needed")
    if not 0 <= fraud_share < 1:
        raise Refused(f"fraud_share is {fraud_share}; it is a share of all plays, from 0 to below 1")
    if start.tzinfo is None:
        raise Refused("start needs a time zone, as in 2026-03-02T00:00:00+02:00")
