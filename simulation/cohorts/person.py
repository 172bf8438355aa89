"""A person with a phone: the listening that most cohorts, and the cover of most attacks, are built upon."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from kernel.events.sources import Source, SourceType
from simulation.device import MINUTE_MS, Draft
from simulation.listening import Ear, Playlist, Stretch, Taste, overheard, stretch
from simulation.places import Place, near, somewhere
from simulation.programme import STATIONS, programme
from simulation.truth import Label
from simulation.uplink import Uplink
from simulation.world import World

HOURS: Final = (6.8, 8.5, 12.8, 17.6, 20.0, 22.3)
"""When people begin to listen: on the way, at work, at noon, on the way home, in the evening, late."""
NIGHT_SHIFT: Final = 0.05
"""People who live at night: guards, nurses, bakers."""
ATTESTED: Final = 0.75
REINSTALLS: Final = 0.03
NEW: Final = 0.06
"""Sources so new that they were registered within the last days."""


@dataclass(slots=True)
class Person:
    """Habits, drawn once."""

    taste: Taste
    home: Place
    work: Place
    hours: list[float]
    sessions: float
    minutes: float
    days_off: float
    skips: float
    misses: float
    albums: float
    radio: float
    station: int
    ear: Ear


def person(random: Generator, world: World) -> Person:
    home = somewhere(random)
    turned = 12.0 if random.random() < NIGHT_SHIFT else 0.0
    return Person(
        taste=Taste(random, world.catalogue),
        home=home,
        work=near(random, home, float(random.choice([1.0, 3.0, 8.0]))),
        hours=[
            float(hour + random.normal(0, 0.8) + turned)
            for hour in random.choice(HOURS, int(random.integers(2, 5)), replace=False)
        ],
        sessions=float(random.gamma(4.0, 0.5)),
        minutes=float(np.clip(random.lognormal(3.5, 0.5), 12, 150)),
        days_off=float(random.beta(1.5, 6)),
        skips=float(random.beta(1.6, 7)),
        misses=float(random.beta(1.5, 8)),
        albums=float(random.beta(1, 6)),
        radio=float(random.choice([0.0, 0.15, 0.5], p=[0.5, 0.35, 0.15])),
        station=int(random.integers(STATIONS)),
        ear=ear(random),
    )


def ear(random: Generator) -> Ear:
    """A phone's microphone, which fixes its place by satellites or by cells, or not at all."""
    fix = float(random.choice([0.0, 12.0, 30.0, 900.0], p=[0.25, 0.35, 0.3, 0.1]))
    return Ear(
        clear=float(np.clip(random.normal(0.78, 0.08), 0.5, 0.95)),
        fix_m=fix or None,
        tells=float(random.choice([0.0, 0.6], p=[0.7, 0.3])),
    )


def uplink(random: Generator) -> Uplink:
    """A phone that uploads every one to six hours, over a network that is often bad, by a clock a little off.

    Now and then somebody installs the app again, and it counts from nothing.
    """
    bad = random.beta(1.5, 10)
    return Uplink(
        every_h=float(random.uniform(1.0, 6.0)),
        jitter=float(random.uniform(0.1, 0.5)),
        fails=float(bad),
        unanswered=float(bad * 0.25),
        held_back=float(random.choice([0.0, 0.02, 0.08], p=[0.6, 0.3, 0.1])),
        shuffles=bool(random.random() < 0.15),
        latency_s=float(random.lognormal(-0.7, 0.6)),
        clock_ms=int(random.normal(0, 4000)),
        drift_ms=float(random.normal(0, 900)),
        counts=bool(random.random() < 0.85),
        reinstalled=float(random.random()) if random.random() < REINSTALLS else None,
    )


def phone(random: Generator, world: World, owner: int | None = None) -> Source:
    """A person's registered phone; a few are new."""
    new = random.random() < NEW
    return world.source(
        random,
        SourceType.PHONE,
        days_old=float(random.uniform(0.1, 5) if new else random.gamma(2.0, 150.0) + 2),
        attestation="device" if random.random() < ATTESTED else "none",
        owner=owner,
    )


def session(random: Generator, world: World, who: Person, begin: int, end: int) -> Stretch:
    """Own songs, an album, or a station that is on."""
    if random.random() < who.radio:
        return overheard(random, programme(world, who.station), begin, end, who.misses)
    following = who.taste.next
    if random.random() < who.albums:
        following = Playlist(world.catalogue.album(random, who.taste.favourite(random))).next
    return stretch(
        random,
        world.catalogue,
        begin,
        end,
        following,
        gap_s=3.0 + random.exponential(4.0),
        skips=who.skips,
        misses=who.misses,
    )


def day(random: Generator, world: World, who: Person, number: int, label: Label = Label.HONEST) -> list[Draft]:
    """What a person's phone notes on one day; nothing on a day off. Sessions may touch each other: see one_ear."""
    if random.random() < who.days_off:
        return []
    drafts: list[Draft] = []
    weekend = world.weekend(number)
    for _ in range(int(random.poisson(who.sessions * (1.3 if weekend else 1.0)))):
        hour = who.hours[int(random.integers(len(who.hours)))] + random.normal(0, 0.6) + (1.5 if weekend else 0)
        begin = world.at(number, float(np.clip(hour, 4.5, 35.0)))
        minutes = float(np.clip(who.minutes * random.lognormal(0, 0.45), 6, 300))
        played = session(random, world, who, begin, begin + int(minutes * MINUTE_MS))
        place = who.work if 8 < hour < 17 and not weekend else who.home
        drafts.extend(who.ear.hears(random, played, place, label))
    return drafts
