"""Honest people whom the simulator does not have, built from its pieces."""

import numpy as np
from numpy.random import Generator

from kernel.events.sources import SourceType
from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import HOUR_MS, MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Playlist, Way, stretch
from simulation.truth import Label
from simulation.world import World

SUNDAY = 6


def night_guards(random: Generator, world: World, _most: int) -> list[Device]:
    """Awake from dusk to dawn, with all kinds of music, and asleep by day."""
    who = person(random, world)
    drafts: list[Draft] = []
    for number in range(world.days):
        if random.random() < 0.8:
            begin = world.at(number, float(random.normal(19, 0.5)))
            end = begin + int(random.normal(10.5, 0.7) * HOUR_MS)
            played = stretch(random, world.catalogue, begin, end, who.taste.next, gap_s=15, skips=0.1, misses=0.15)
            drafts.extend(who.ear.hears(random, played, who.work))
    return [Device(phone(random, world), "night_guards", one_ear(drafts), uplink(random))]


def choir_singers(random: Generator, world: World, _most: int) -> list[Device]:
    """Who rehearses eight songs of one choir, again and again, on three evenings and on Sunday."""
    who = person(random, world)
    who.sessions *= 0.4
    songs = Playlist(world.catalogue.songs_of(world.catalogue.obscure(random, 8))[:8])
    drafts: list[Draft] = []
    for number in range(world.days):
        drafts.extend(day(random, world, who, number))
        weekday = world.weekday(number)
        if weekday in (1, 3, 5, SUNDAY):
            begin = world.at(number, 9.0 if weekday == SUNDAY else 17.5)
            end = begin + int(random.uniform(1.5, 2.5) * HOUR_MS)
            played = stretch(random, world.catalogue, begin, end, songs.next, gap_s=40, skips=0.2, misses=who.misses)
            drafts.extend(who.ear.hears(random, played, who.work))
    return [Device(phone(random, world), "choir_singers", one_ear(drafts), uplink(random))]


def children(random: Generator, world: World, _most: int) -> list[Device]:
    """A parent's phone that plays the same three songs after school, for as long as the child asks for them."""
    who = person(random, world)
    loved = Playlist(world.catalogue.songs_of(who.taste.favourite(random))[:3])
    drafts: list[Draft] = []
    for number in range(world.days):
        drafts.extend(day(random, world, who, number))
        if random.random() < 0.7:
            begin = world.at(number, float(random.normal(15.5, 0.7)))
            end = begin + int(random.gamma(3, 15) * MINUTE_MS)
            played = stretch(random, world.catalogue, begin, end, loved.next, gap_s=6, skips=0.15)
            drafts.extend(who.ear.hears(random, played, who.home))
    return [Device(phone(random, world), "children", one_ear(drafts), uplink(random))]


def new_phones(random: Generator, world: World, _most: int) -> list[Device]:
    """Registered while the simulation runs, and used all the time at first."""
    who = person(random, world)
    first = int(random.integers(0, max(world.days - 2, 1)))
    who.sessions *= 3
    drafts = [draft for number in range(first, world.days) for draft in day(random, world, who, number)]
    source = world.source(random, SourceType.PHONE, days_old=-first + float(random.uniform(0, 0.2)))
    return [Device(source, "new_phones", one_ear(drafts), uplink(random))]


def moto_drivers(random: Generator, world: World, _most: int) -> list[Device]:
    """On the road all day with music in the helmet."""
    who = person(random, world)
    drafts: list[Draft] = []
    for number in range(world.days):
        if random.random() < 0.85:
            begin = world.at(number, float(random.normal(6.5, 0.7)))
            end = begin + int(random.normal(10, 1.5) * HOUR_MS)
            played = stretch(random, world.catalogue, begin, end, who.taste.next, gap_s=20, skips=0.2, misses=0.3)
            steps = random.normal(0, 0.008, (2, len(played)))
            way = Way(who.home.lat + 0.9 * np.cumsum(steps[0]) * 0.3, who.home.lon + np.cumsum(steps[1]) * 0.3)
            drafts.extend(who.ear.hears(random, played, way))
    return [Device(phone(random, world), "moto_drivers", one_ear(drafts), uplink(random))]


def release_day(random: Generator, world: World, most: int) -> list[Device]:
    """Fans who all play a new album on the day it comes out: in its order, at home, each when there is time."""
    artist = world.catalogue.obscure(random, 10)
    album = world.catalogue.album(random, artist)
    released = int(random.integers(0, world.days))
    found = []
    for _ in range(min(most, 25)):
        who = person(random, world)
        drafts: list[Draft] = []
        for number in range(world.days):
            drafts.extend(day(random, world, who, number))
            if number >= released and random.random() < 0.9 * 0.5 ** (number - released):
                begin = world.at(number, float(random.normal(19, 2.5)))
                listens = Playlist(album)
                end = begin + int(random.gamma(3, 20) * MINUTE_MS)
                played = stretch(random, world.catalogue, begin, end, listens.next, gap_s=4, skips=who.skips / 2)
                drafts.extend(who.ear.hears(random, played, who.home, Label.HONEST))
        found.append(Device(phone(random, world), "release_day", one_ear(drafts), uplink(random)))
    return found


COHORTS = (
    Cohort("night_guards", 0.04, night_guards),
    Cohort("choir_singers", 0.04, choir_singers),
    Cohort("children", 0.04, children),
    Cohort("new_phones", 0.04, new_phones),
    Cohort("moto_drivers", 0.04, moto_drivers),
    Cohort("release_day", 0.05, release_day),
)
