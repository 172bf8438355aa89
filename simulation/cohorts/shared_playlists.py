"""Friends who follow one playlist, each at times of their own: some songs by artists whom few others know."""

import numpy as np
from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Playlist, stretch
from simulation.places import near
from simulation.world import World


def make(random: Generator, world: World, most: int) -> list[Device]:
    catalogue, first = world.catalogue, person(random, world)
    rare = [random.choice(catalogue.songs_of(catalogue.obscure(random, 4)), 3) for _ in range(int(random.integers(6)))]
    liked = first.taste.next(random, int(random.integers(15, 50)))
    songs = np.unique(np.concatenate([liked, *rare]))
    found = []
    for _ in range(min(most, int(random.integers(3, 7)))):
        who = person(random, world)
        who.home = near(random, first.home, 6)
        follows = Playlist(random.permutation(songs), shuffles=bool(random.random() < 0.7))
        keen = float(random.uniform(0.2, 0.9))
        drafts: list[Draft] = []
        for number in range(world.days):
            drafts.extend(day(random, world, who, number))
            if random.random() < keen:
                begin = world.at(number, float(np.clip(random.normal(18, 3), 6, 23.5)))
                end = begin + int(random.gamma(3, 20) * MINUTE_MS)
                played = stretch(random, catalogue, begin, end, follows.next, gap_s=4, skips=who.skips)
                drafts.extend(who.ear.hears(random, played, who.home))
        found.append(Device(phone(random, world), "shared_playlists", one_ear(drafts), uplink(random)))
    return found


SHARED_PLAYLISTS = Cohort("shared_playlists", 0.03, make)
