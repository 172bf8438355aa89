"""Bars, restaurants and clubs: full at weekends, music before they open and after they close now and then.

Some have a house band, whose songs they play more than others do; some log by hand what they play.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from kernel.events.detections import Kind
from kernel.events.sources import Source, SourceType
from simulation.chance import Ints
from simulation.cohorts.cohort import Cohort
from simulation.device import Device, Draft, one_ear
from simulation.listening import Ear, Stretch, stretch
from simulation.places import Place, somewhere
from simulation.truth import Label
from simulation.uplink import Uplink
from simulation.world import World

OPEN = (0.25, 0.3, 0.45, 0.75, 1.0, 1.0, 0.8)
"""How full the week is, Monday to Sunday."""


@dataclass(slots=True)
class Venue:
    """Habits, drawn once. Hours count from midnight; 26 is two in the morning."""

    place: Place
    opens: float
    closes: float
    week: float
    early: float
    late: float
    genre: int
    house: int | None
    house_share: float
    misses: float
    ear: Ear


def venue(random: Generator, world: World) -> Venue:
    return Venue(
        place=somewhere(random),
        opens=float(random.choice([10.0, 12.0, 16.0, 17.0, 18.0, 20.0])),
        closes=float(random.choice([22.0, 23.0, 24.0, 25.0, 26.0, 28.0])),
        week=float(random.uniform(0.6, 1.4)),
        early=float(random.beta(1.2, 4)),
        late=float(random.beta(1.2, 6)),
        genre=int(random.integers(8)),
        house=world.catalogue.obscure(random, 6) if random.random() < 0.2 else None,
        house_share=float(random.uniform(0.05, 0.2)),
        misses=float(random.beta(2, 7)),
        ear=Ear(
            kind=Kind.MANUAL if random.random() < 0.12 else Kind.FINGERPRINT,
            clear=float(np.clip(random.normal(0.68, 0.08), 0.45, 0.9)),
            fix_m=15.0 if random.random() < 0.6 else None,
        ),
    )


def evenings(random: Generator, world: World, who: Venue, label: Label = Label.HONEST) -> list[Draft]:
    """Everything that a venue plays in a simulation, mostly while it is open."""
    drafts: list[Draft] = []
    for number in range(world.days):
        full = OPEN[world.weekday(number)] * who.week
        if random.random() > full + 0.35:
            continue
        before = float(random.uniform(0.1, 0.9)) if random.random() < who.early else 0.0
        after = float(random.uniform(0.1, 1.5)) if random.random() < who.late else 0.0
        closes = who.closes if full > 0.6 else who.opens + (who.closes - who.opens) * float(random.uniform(0.4, 1))
        begin, end = world.at(number, who.opens - before), world.at(number, closes + after)
        drafts.extend(who.ear.hears(random, played(random, world, who, begin, end), who.place, label))
    return drafts


def played(random: Generator, world: World, who: Venue, begin: int, end: int) -> Stretch:
    """An evening's music: of the house's genre, of the charts, and of its band where it has one."""
    catalogue = world.catalogue

    def following(draws: Generator, count: int) -> Ints:
        songs = np.where(
            draws.random(count) < 0.6,
            catalogue.popular(draws, count, who.genre),
            catalogue.popular(draws, count),
        )
        if who.house is None:
            return songs
        own = draws.choice(catalogue.songs_of(who.house), count)
        return np.where(draws.random(count) < who.house_share, own, songs)

    return stretch(random, catalogue, begin, end, following, gap_s=5.0, skips=0.12, misses=who.misses)


def licensee(random: Generator, world: World, who: Venue, owner: int | None = None) -> Source:
    """The registered venue; a few have not told their opening hours."""
    told = random.random() < 0.92
    return world.source(
        random,
        SourceType.VENUE,
        days_old=float(random.gamma(2, 220) + 3),
        district=who.place.district,
        owner=owner,
        open_minutes=(int(who.opens * 60), int(who.closes * 60) % 1440) if told else None,
    )


def uplink(random: Generator) -> Uplink:
    return Uplink(
        every_h=float(random.choice([0.1, 1.0, 4.0, 12.0])),
        fails=0.03,
        unanswered=0.02,
        clock_ms=int(random.normal(0, 8000)),
        drift_ms=float(random.normal(0, 1500)),
    )


def make(random: Generator, world: World, _most: int) -> list[Device]:
    who = venue(random, world)
    source = licensee(random, world, who)
    drafts = one_ear(evenings(random, world, who))
    return [Device(source, "venues", drafts, uplink(random), venue_id=source.venues[0])]


VENUES = Cohort("venues", 0.05, make)
