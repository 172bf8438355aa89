"""Shops that loop a playlist while they are open. Branches of one chain share the list, some even its order."""

from numpy.random import Generator

from kernel.events.sources import SourceType
from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import phone
from simulation.device import HOUR_MS, Device, one_ear
from simulation.listening import Ear, Playlist, Taste, stretch
from simulation.places import somewhere
from simulation.uplink import Uplink
from simulation.world import World

CHAINS = 0.3


def make(random: Generator, world: World, most: int) -> list[Device]:
    catalogue = world.catalogue
    size = int(random.integers(12, 90))
    songs = catalogue.popular(random, size) if random.random() < 0.5 else Taste(random, catalogue).next(random, size)
    shuffles = bool(random.random() < 0.5)
    branches = min(int(random.integers(2, 7)), most) if random.random() < CHAINS else 1
    return [_shop(random, world, Playlist(songs, shuffles)) for _ in range(branches)]


def _shop(random: Generator, world: World, songs: Playlist) -> Device:
    place = somewhere(random)
    opens, closes = float(random.uniform(6.5, 10)), float(random.uniform(17, 22))
    sundays = random.random() < 0.6
    ear = Ear(clear=float(random.uniform(0.6, 0.9)), fix_m=15.0)
    gap, misses = float(random.uniform(1, 6)), float(random.beta(1.5, 8))
    drafts = []
    for number in range(world.days):
        if (world.weekday(number) == 6 and not sundays) or random.random() < 0.03:
            continue
        begin = world.at(number, opens + float(random.normal(0.05, 0.15)))
        end = begin + int((closes - opens) * HOUR_MS * random.uniform(0.9, 1.0))
        if random.random() < 0.4:
            songs.restart()
        played = stretch(
            random, world.catalogue, begin, end, songs.next, gap_s=gap, skips=0.01, misses=misses, steady=True
        )
        noon = begin + (end - begin) // 2
        pause = int(random.exponential(HOUR_MS / 3))
        played = played.only((played.at < noon) | (played.at > noon + pause))
        drafts.extend(ear.hears(random, played, place))
    uplink = Uplink(every_h=float(random.uniform(0.3, 3)), fails=0.03, clock_ms=int(random.normal(0, 6000)))
    if random.random() < 0.25:
        return Device(phone(random, world), "shops", one_ear(drafts), uplink)
    minutes = int(opens * 4) * 15, -(int(-closes * 4)) * 15
    source = world.source(
        random,
        SourceType.VENUE,
        days_old=float(random.gamma(2, 200) + 3),
        district=place.district,
        open_minutes=minutes if random.random() < 0.9 else None,
    )
    return Device(source, "shops", one_ear(drafts), uplink, venue_id=source.venues[0])


SHOPS = Cohort("shops", 0.06, make)
