"""Shared taxis: the driver's phone and those of people who ride every day hear the same music in the same place."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Playlist, Stretch, Way, overheard, stretch
from simulation.places import KM_PER_DEGREE, Place, near
from simulation.programme import STATIONS, programme
from simulation.world import World

KMH = 28.0


@dataclass(frozen=True, slots=True)
class Taxi:
    """One vehicle: what sounds in it on each day, and the line on which it goes to and fro."""

    days: list[Stretch]
    one: Place
    other: Place

    def way(self, played: Stretch) -> Way:
        km = max(abs(self.one.lat - self.other.lat), abs(self.one.lon - self.other.lon)) * KM_PER_DEGREE
        minutes = max(km / KMH * 60, 8)
        phase = (played.at / MINUTE_MS % (2 * minutes)) / minutes
        part = np.where(phase < 1, phase, 2 - phase)
        return Way(
            self.one.lat + part * (self.other.lat - self.one.lat),
            self.one.lon + part * (self.other.lon - self.one.lon),
        )


def make(random: Generator, world: World, most: int) -> list[Device]:
    taxi = _taxi(random, world)
    riders = min(int(random.integers(2, 7)), most)
    return [_phone(random, world, taxi, drives=rider == 0) for rider in range(riders)]


def _taxi(random: Generator, world: World) -> Taxi:
    one = person(random, world).home
    songs = Playlist(world.catalogue.popular(random, int(random.integers(25, 150))), bool(random.random() < 0.5))
    station = int(random.integers(STATIONS)) if random.random() < 0.35 else None
    begins, ends = float(random.uniform(5, 6.8)), float(random.uniform(18, 21.5))
    days = []
    for number in range(world.days):
        begin, end = world.at(number, begins), world.at(number, ends)
        if station is None:
            days.append(stretch(random, world.catalogue, begin, end, songs.next, gap_s=3, skips=0.08))
        else:
            days.append(overheard(random, programme(world, station), begin, end))
    return Taxi(days, one, near(random, one, 7))


def _phone(random: Generator, world: World, taxi: Taxi, drives: bool) -> Device:
    who = person(random, world)
    who.home, who.work = taxi.one, near(random, taxi.other, 0.4)
    to, back = float(random.normal(7.2, 0.5)), float(random.normal(17.6, 0.8))
    drafts: list[Draft] = []
    for number in range(world.days):
        music = taxi.days[number]
        rides = [(0.0, 30.0)] if drives else [(to, random.uniform(0.3, 1.1)), (back, random.uniform(0.3, 1.1))]
        if random.random() < (0.1 if drives else 0.5 if world.weekend(number) else 0.12):
            rides = []
        for hour, hours in rides:
            begin = world.at(number, hour + float(random.normal(0, 0.12)))
            heard = overheard(random, music, begin, begin + int(hours * 60 * MINUTE_MS), who.misses)
            drafts.extend(who.ear.hears(random, heard, taxi.way(heard)))
        if not drives or random.random() < 0.4:
            drafts.extend(day(random, world, who, number))
    return Device(phone(random, world), "taxis", one_ear(drafts), uplink(random))


TAXIS = Cohort("taxis", 0.06, make)
