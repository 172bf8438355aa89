"""People who play one artist for days, most of their waking time.

Some are friends with one love: often an artist of the neighbourhood whom few others know.
"""

import numpy as np
from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import Person, day, person, phone, uplink
from simulation.device import Device, one_ear
from simulation.listening import Playlist, stretch
from simulation.places import near
from simulation.world import World

FRIENDS = 0.12
"""How often a fan is one of several friends."""


def make(random: Generator, world: World, most: int) -> list[Device]:
    who = person(random, world)
    loved = who.taste.favourite(random) if random.random() < 0.6 else world.catalogue.obscure(random, 8)
    friends = min(int(random.integers(2, 5)), most) if random.random() < FRIENDS else 1
    found = []
    for _ in range(friends):
        found.append(_fan(random, world, who, loved))
        home = who.home
        who = person(random, world)
        who.home = near(random, home, 0.8)
        who.work = near(random, home, 3)
    return found


def _fan(random: Generator, world: World, who: Person, loved: int) -> Device:
    catalogue = world.catalogue
    songs = catalogue.songs_of(loved)
    loved_songs = Playlist(songs[: max(int(len(songs) * random.uniform(0.3, 1.0)), 3)], bool(random.random() < 0.6))
    first = int(random.integers(0, max(world.days - 1, 1)))
    last = first + int(random.integers(2, 12))
    drafts = []
    for number in range(world.days):
        if not first <= number < last:
            drafts.extend(day(random, world, who, number))
            continue
        for _ in range(int(random.integers(2, 5))):
            begin = world.at(number, float(np.clip(random.normal(15, 4), 6, 23)))
            played = stretch(
                random,
                catalogue,
                begin,
                begin + int(random.gamma(4.0, 1_500_000)),
                loved_songs.next,
                gap_s=float(random.uniform(1, 8)),
                skips=who.skips * 0.6,
                misses=who.misses,
            )
            drafts.extend(who.ear.hears(random, played, who.home))
        if random.random() < 0.6:
            drafts.extend(day(random, world, who, number))
    return Device(phone(random, world), "super_fans", one_ear(drafts), uplink(random))


SUPER_FANS = Cohort("super_fans", 0.06, make)
