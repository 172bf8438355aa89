"""Wedding season: on Saturdays phones of many guests hear the same feast, whose few songs are heard at all of them."""

from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import HOUR_MS, Device, Draft, one_ear
from simulation.listening import Playlist, overheard, stretch
from simulation.places import near, somewhere
from simulation.world import World

FRIDAY = 4


def make(random: Generator, world: World, most: int) -> list[Device]:
    catalogue, hall = world.catalogue, somewhere(random)
    sung = catalogue.songs_of(catalogue.obscure(random, 5))[:5]
    feasts = {}
    for number in range(world.days):
        if world.weekday(number) >= FRIDAY and random.random() < 0.6:
            songs = Playlist(random.permutation([*sung, *catalogue.popular(random, 25)]))
            begin = world.at(number, float(random.normal(14, 1)))
            feasts[number] = stretch(random, catalogue, begin, begin + 6 * HOUR_MS, songs.next, gap_s=20, skips=0.1)
    found = []
    for _ in range(min(most, int(random.integers(6, 30)))):
        who = person(random, world)
        who.home = near(random, hall, 6)
        drafts: list[Draft] = []
        for number in range(world.days):
            drafts.extend(day(random, world, who, number))
            if number in feasts and random.random() < 0.7:
                begin = world.at(number, float(random.uniform(14, 17)))
                heard = overheard(random, feasts[number], begin, begin + int(random.uniform(1, 4) * HOUR_MS), 0.3)
                drafts.extend(who.ear.hears(random, heard, hall))
        found.append(Device(phone(random, world), "wedding_guests", one_ear(drafts), uplink(random)))
    return found


WEDDING_GUESTS = Cohort("wedding_guests", 0.03, make)
