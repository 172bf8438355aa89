"""DJs: sets at night from Thursday to Sunday, weddings by day, and practice at home with nobody to hear it.

Some are friends of an artist, or make records themselves, and play these more; now and then a night is one artist's.
Their software reads files, so that the fingerprint of a song can be the very same each time, and the same as another
DJ's who bought the same file.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from kernel.events.detections import Kind
from kernel.events.sources import Source, SourceType
from simulation.catalogue import Catalogue
from simulation.chance import Ints
from simulation.cohorts.cohort import Cohort
from simulation.device import HOUR_MS, Device, Draft, one_ear
from simulation.listening import Ear, Stretch
from simulation.places import Place, near, somewhere
from simulation.truth import Label
from simulation.uplink import Uplink
from simulation.world import World

MIXED_MS = 90_000
"""Two records run together for so long at most."""
FRIENDS = 0.2
TRIBUTES = 0.03
"""How often a night is for one known artist."""
NIGHTS = (0.08, 0.08, 0.12, 0.35, 0.8, 0.9, 0.4)
"""How often a DJ plays, Monday to Sunday."""


@dataclass(slots=True)
class Dj:
    """Habits, drawn once."""

    bag: Ints
    favourites: float
    friend: int | None
    friend_share: float
    club: Place
    home: Place
    busy: float
    practice: float
    song_s: float
    mix_s: float
    ear: Ear


def dj(random: Generator, world: World) -> Dj:
    catalogue = world.catalogue
    genre = int(random.integers(8))
    bag = np.concatenate([catalogue.popular(random, 220, genre), catalogue.popular(random, 200)])
    club = somewhere(random)
    metadata = random.random() < 0.25
    return Dj(
        bag=random.permutation(np.unique(bag)),
        favourites=float(random.uniform(0.3, 0.9)),
        friend=catalogue.obscure(random, 5) if random.random() < FRIENDS else None,
        friend_share=float(random.uniform(0.04, 0.18)),
        club=club,
        home=near(random, club, 4),
        busy=float(random.uniform(0.6, 1.2)),
        practice=float(random.beta(1.2, 4)),
        song_s=float(random.uniform(85, 210)),
        mix_s=float(random.uniform(4, 45)),
        ear=Ear(
            kind=Kind.METADATA if metadata else Kind.FINGERPRINT,
            clear=0.94,
            fix_m=12.0 if random.random() < 0.8 else None,
            tells=0.95,
            wrong=0.01,
            exact=float(random.uniform(0, 0.9)),
        ),
    )


def mixed(
    random: Generator,
    catalogue: Catalogue,
    who: Dj,
    begin: int,
    end: int,
    artist: int | None = None,
    share: float = 0.0,
) -> Stretch:
    """A set: songs out of the bag, none twice unless it is long, each cut and mixed into the next.

    `share` of them are of `artist`, where one is given.
    """
    count = max(int((end - begin) / 1000 / (who.song_s * 0.9)), 1)
    weights = (np.arange(len(who.bag)) + 4.0) ** -who.favourites
    songs = random.choice(who.bag, count, replace=count > len(who.bag) // 2, p=weights / weights.sum())
    if artist is not None:
        own = random.random(count) < share
        songs = np.where(own, random.choice(catalogue.songs_of(artist), count), songs)
    heard = np.minimum(random.normal(who.song_s, 0.25 * who.song_s, count), 0.97 * catalogue.durations[songs] / 1000)
    heard = np.maximum(heard, 35.0)
    mixes = np.minimum(random.gamma(2.0, who.mix_s / 2, count), np.minimum(heard * 0.4, MIXED_MS / 1000))
    at = begin + (np.concatenate(([0], np.cumsum(heard[:-1] - mixes[:-1]))) * 1000).astype(np.int64)
    lengths: Ints = (heard * 1000).astype(np.int64)
    return Stretch(at, lengths, songs).only(at + lengths <= end)


def nights(random: Generator, world: World, who: Dj, label: Label = Label.HONEST) -> list[Draft]:
    """All sets of a simulation."""
    drafts: list[Draft] = []
    for number in range(world.days):
        if random.random() < NIGHTS[world.weekday(number)] * who.busy:
            begin = world.at(number, float(np.clip(random.normal(21.3, 0.9), 18, 24)))
            end = begin + int(np.clip(random.normal(4.5, 1.2), 1.5, 8) * HOUR_MS)
            place = who.club if random.random() < 0.75 else near(random, who.club, 8)
            artist, share = who.friend, who.friend_share
            if random.random() < TRIBUTES:
                artist = int(world.catalogue.artist_of[random.choice(who.bag)])
                share = float(random.uniform(0.4, 0.8))
            played = mixed(random, world.catalogue, who, begin, end, artist, share)
            drafts.extend(who.ear.hears(random, played, place, label))
        if world.weekday(number) == 5 and random.random() < 0.35 * who.busy:
            begin = world.at(number, float(random.uniform(11, 15)))
            end = begin + int(random.uniform(2, 5) * HOUR_MS)
            where = near(random, who.club, 10)
            drafts.extend(who.ear.hears(random, mixed(random, world.catalogue, who, begin, end), where, label))
        elif random.random() < who.practice:
            begin = world.at(number, float(random.uniform(10, 18)))
            end = begin + int(random.uniform(0.5, 2.5) * HOUR_MS)
            drafts.extend(who.ear.hears(random, mixed(random, world.catalogue, who, begin, end), who.home, label))
    return drafts


def computer(random: Generator, world: World, who: Dj) -> Source:
    return world.source(
        random,
        SourceType.DJ,
        days_old=float(random.gamma(2, 200) + 1),
        attestation="device" if random.random() < 0.6 else "none",
        district=who.club.district,
    )


def uplink(random: Generator) -> Uplink:
    """DJ software reports each play when it has ended, or all of them after the night."""
    live = random.random() < 0.75
    return Uplink(
        every_h=0.0 if live else float(random.uniform(3, 8)),
        fails=0.02,
        unanswered=0.01,
        held_back=0.0,
        latency_s=float(random.uniform(0.2, 2)),
        clock_ms=int(random.normal(0, 2500)),
    )


def make(random: Generator, world: World, _most: int) -> list[Device]:
    who = dj(random, world)
    drafts = one_ear(nights(random, world, who), MIXED_MS)
    return [Device(computer(random, world, who), "djs", drafts, uplink(random))]


DJS = Cohort("djs", 0.04, make)
