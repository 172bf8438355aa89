"""What the radio stations of the country broadcast. Sources of radio report it, and phones hear it."""

from typing import Final

import numpy as np
from numpy.random import Generator

from simulation.chance import Ints
from simulation.device import HOUR_MS, MINUTE_MS
from simulation.listening import Stretch, stretch
from simulation.world import World

STATIONS: Final = 12
NEWS_MS: Final = 6 * MINUTE_MS


def programme(world: World, station: int) -> Stretch:
    """All that a station (0 to STATIONS - 1) plays: a rotation of a few songs, others between, news by the hour."""
    known = world.programmes.get(station)
    if known is None:
        known = _made(world.random("programme", station), world)
        world.programmes[station] = known
    return known


def _made(random: Generator, world: World) -> Stretch:
    catalogue = world.catalogue
    genre = int(random.integers(8)) if random.random() < 0.6 else None
    rotation = np.unique(catalogue.popular(random, int(random.integers(18, 45)), genre))
    power = float(random.uniform(0.3, 0.65))

    def following(draws: Generator, count: int) -> Ints:
        turns = np.concatenate([draws.permutation(rotation) for _ in range(count // len(rotation) + 1)])[:count]
        others = catalogue.popular(draws, count, genre if draws.random() < 0.7 else None)
        return np.where(draws.random(count) < power, turns, others)

    opens, closes = (
        (0.0, 24.0) if random.random() < 0.6 else (float(random.uniform(4.5, 6)), float(random.uniform(22, 24)))
    )
    gap = float(random.uniform(5, 40))
    days = [
        stretch(random, catalogue, world.at(number, opens), world.at(number, closes), following, gap_s=gap, skips=0.03)
        for number in range(world.days)
    ]
    at = np.concatenate([each.at for each in days])
    heard = np.concatenate([each.heard for each in days])
    songs = np.concatenate([each.songs for each in days])
    into_hour = (at - world.start) % HOUR_MS
    return Stretch(at, heard, songs).only((into_hour > NEWS_MS) & (into_hour + heard < HOUR_MS + 60_000))
