"""Choirs: singers who hear the choir's songs together at rehearsals and on Sunday, and practise with them at home."""

from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import HOUR_MS, MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Playlist, Stretch, overheard, stretch
from simulation.places import near, somewhere
from simulation.world import World

SUNDAY = 6


def make(random: Generator, world: World, most: int) -> list[Device]:
    catalogue, church = world.catalogue, somewhere(random)
    songs = catalogue.songs_of(catalogue.obscure(random, 6))[: int(random.integers(4, 12))]
    evenings = set(random.choice(6, int(random.integers(1, 4)), replace=False).tolist()) | {SUNDAY}
    met: dict[int, Stretch] = {}
    for number in range(world.days):
        if world.weekday(number) in evenings:
            begin = world.at(number, 9.0 if world.weekday(number) == SUNDAY else 17.5)
            end = begin + int(random.uniform(1, 2.2) * HOUR_MS)
            met[number] = stretch(random, catalogue, begin, end, Playlist(songs).next, gap_s=60, skips=0.2)
    found = []
    for _ in range(min(most, int(random.integers(4, 20)))):
        who = person(random, world)
        who.home, who.sessions = near(random, church, 2.0), who.sessions * 0.6
        keen, faithful = float(random.beta(1.5, 4)), float(random.uniform(0.6, 1))
        drafts: list[Draft] = []
        for number in range(world.days):
            drafts.extend(day(random, world, who, number))
            if number in met and random.random() < faithful:
                begin = int(met[number].at[0]) - 1 if len(met[number]) else 0
                heard = overheard(random, met[number], begin, begin + 3 * HOUR_MS, who.misses)
                drafts.extend(who.ear.hears(random, heard, church))
            if random.random() < keen:
                begin = world.at(number, float(random.normal(20, 1.2)))
                end = begin + int(random.gamma(3, 7) * MINUTE_MS)
                played = stretch(random, catalogue, begin, end, Playlist(songs, shuffles=True).next, gap_s=8, skips=0.1)
                drafts.extend(who.ear.hears(random, played, who.home))
        found.append(Device(phone(random, world), "choirs", one_ear(drafts), uplink(random)))
    return found


CHOIRS = Cohort("choirs", 0.03, make)
