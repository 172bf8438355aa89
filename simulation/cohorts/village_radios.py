"""Stations that no registered phone hears; some of them play an artist of the village more than others do."""

import numpy as np
from numpy.random import Generator

from kernel.events.detections import Kind
from kernel.events.sources import SourceType
from simulation.chance import Ints
from simulation.cohorts.cohort import Cohort
from simulation.device import Device, Draft, one_ear
from simulation.listening import Ear, stretch
from simulation.places import somewhere
from simulation.uplink import Uplink
from simulation.world import World


def make(random: Generator, world: World, _most: int) -> list[Device]:
    catalogue, genre = world.catalogue, int(random.integers(8))
    own = catalogue.songs_of(catalogue.obscure(random, 5))
    loved = float(random.uniform(0, 0.05))

    def following(draws: Generator, count: int) -> Ints:
        songs = np.where(
            draws.random(count) < 0.5, catalogue.popular(draws, count, genre), catalogue.popular(draws, count)
        )
        return np.where(draws.random(count) < loved, draws.choice(own, count), songs)

    opens, closes = float(random.uniform(4.5, 7)), float(random.uniform(19, 24))
    drafts: list[Draft] = []
    for number in range(world.days):
        begin, end = world.at(number, opens), world.at(number, closes)
        played = stretch(random, catalogue, begin, end, following, gap_s=50, skips=0.05)
        talks = random.random(len(played)) < 0.3
        drafts.extend(Ear(kind=Kind.METADATA, fix_m=None).hears(random, played.only(~talks), None))
    days_old, district = float(random.gamma(3, 300) + 20), somewhere(random).district
    source = world.source(random, SourceType.RADIO, days_old=days_old, district=district)
    log = Uplink(every_h=24, jitter=0.1, fails=0.05)
    return [Device(source, "village_radios", one_ear(drafts), log, station_id=source.stations[0])]


VILLAGE_RADIOS = Cohort("village_radios", 0.01, make)
