"""Ordinary listeners. One in twenty-five belongs to an artist, who plays own songs too."""

import numpy as np
from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import MINUTE_MS, Device, one_ear
from simulation.listening import Playlist, stretch
from simulation.world import World

ARTISTS = 0.04


def make(random: Generator, world: World, _most: int) -> list[Device]:
    who = person(random, world)
    artist = world.catalogue.obscure(random, 3) if random.random() < ARTISTS else None
    drafts = [draft for number in range(world.days) for draft in day(random, world, who, number)]
    if artist is not None:
        own = Playlist(world.catalogue.songs_of(artist), shuffles=True)
        for number in np.flatnonzero(random.random(world.days) < 0.5).tolist():
            begin = world.at(number, float(random.uniform(9, 20)))
            minutes = float(random.uniform(8, 45))
            played = stretch(random, world.catalogue, begin, begin + int(minutes * MINUTE_MS), own.next, skips=0.3)
            drafts.extend(who.ear.hears(random, played, who.work))
    return [Device(phone(random, world, artist), "phones", one_ear(drafts), uplink(random))]


PHONES = Cohort("phones", 0.50, make)
