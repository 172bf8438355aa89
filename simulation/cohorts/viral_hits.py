"""A song of an artist whom few knew goes round: everybody plays it, some times a day, and then the others of them."""

import numpy as np
from numpy.random import Generator

from simulation.chance import Ints
from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import MINUTE_MS, Device, Draft, one_ear
from simulation.listening import stretch
from simulation.world import World

OTHERS = 0.2
"""How often it is another song of the same artist."""


def make(random: Generator, world: World, most: int) -> list[Device]:
    catalogue = world.catalogue
    songs = catalogue.songs_of(catalogue.obscure(random, 4))

    def hit(draws: Generator, count: int) -> Ints:
        return np.where(draws.random(count) < OTHERS, draws.choice(songs, count), songs[0])

    begins, steep = float(random.uniform(0, world.days * 0.6)), float(random.uniform(0.8, 3))
    found = []
    for _ in range(min(most, int(random.integers(8, 60)))):
        who = person(random, world)
        caught, loud = float(random.normal(0, 1.5)), float(random.gamma(1.2, 0.7))
        drafts: list[Draft] = []
        for number in range(world.days):
            drafts.extend(day(random, world, who, number))
            heat = 1 / (1 + np.exp(-steep * (number - begins - caught)))
            for _ in range(int(random.poisson(loud * heat))):
                begin = world.at(number, float(np.clip(random.normal(16, 4), 6, 23.8)))
                end = begin + int(random.uniform(4, 11) * MINUTE_MS)
                played = stretch(random, catalogue, begin, end, hit, gap_s=5, skips=who.skips)
                drafts.extend(who.ear.hears(random, played, who.home))
        found.append(Device(phone(random, world), "viral_hits", one_ear(drafts), uplink(random)))
    return found


VIRAL_HITS = Cohort("viral_hits", 0.04, make)
