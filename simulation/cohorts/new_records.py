"""The day of a release: fans of one artist who all play the new record at once, many of them for days."""

import numpy as np
from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Playlist, stretch
from simulation.world import World


def make(random: Generator, world: World, most: int) -> list[Device]:
    catalogue = world.catalogue
    known = random.random() < 0.5
    artist = int(catalogue.artist_of[catalogue.popular(random, 1)[0]]) if known else catalogue.obscure(random, 8)
    record = catalogue.album(random, artist)
    released = int(random.integers(0, max(world.days - 1, 1)))
    found = []
    for _ in range(min(most, int(random.integers(5, 40)))):
        who = person(random, world)
        keen, fades = float(random.beta(2, 2)), float(random.uniform(0.4, 0.9))
        played_on = Playlist(record, shuffles=bool(random.random() < 0.3))
        drafts: list[Draft] = []
        for number in range(world.days):
            drafts.extend(day(random, world, who, number))
            if number >= released and random.random() < 1.3 * keen * fades ** (number - released):
                begin = world.at(number, float(np.clip(random.normal(18, 3), 6, 23.5)))
                end = begin + int(random.gamma(3, 13) * MINUTE_MS)
                played = stretch(random, catalogue, begin, end, played_on.next, gap_s=4, skips=who.skips)
                drafts.extend(who.ear.hears(random, played, who.home))
        found.append(Device(phone(random, world), "new_records", one_ear(drafts), uplink(random)))
    return found


NEW_RECORDS = Cohort("new_records", 0.04, make)
