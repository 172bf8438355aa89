"""Students who work to a playlist for hours, the same one for weeks, more of it before exams."""

import numpy as np
from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import HOUR_MS, Device, one_ear
from simulation.listening import Playlist, Taste, stretch
from simulation.places import near
from simulation.world import World


def make(random: Generator, world: World, _most: int) -> list[Device]:
    who = person(random, world)
    catalogue = world.catalogue
    calm = int(random.integers(8))
    size = int(random.integers(10, 60))
    songs = (
        catalogue.popular(random, size, calm) if random.random() < 0.6 else Taste(random, catalogue).next(random, size)
    )
    study = Playlist(songs, shuffles=bool(random.random() < 0.4))
    exams, gap = random.random() < 0.4, float(random.uniform(0.5, 5))
    library = near(random, who.home, 1.5)
    drafts = []
    for number in range(world.days):
        drafts.extend(day(random, world, who, number))
        for _ in range(int(random.poisson(1.6 if exams else 0.8))):
            begin = world.at(number, float(np.clip(random.normal(19.5 if exams else 17, 3.5), 6, 25)))
            hours = float(np.clip(random.normal(3.5 if exams else 2.3, 1), 0.7, 7))
            if random.random() < 0.7:
                study.restart()
            played = stretch(
                random,
                catalogue,
                begin,
                begin + int(hours * HOUR_MS),
                study.next,
                gap_s=gap,
                skips=0.02,
                misses=who.misses * 0.5,
                steady=True,
            )
            drafts.extend(who.ear.hears(random, played, library if random.random() < 0.3 else who.home))
    return [Device(phone(random, world), "students", one_ear(drafts), uplink(random))]


STUDENTS = Cohort("students", 0.08, make)
