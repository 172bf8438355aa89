"""People who fall asleep to music: one calm album on a phone by the bed, all night, most nights."""

from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import HOUR_MS, Device, one_ear
from simulation.listening import Playlist, stretch
from simulation.world import World


def make(random: Generator, world: World, _most: int) -> list[Device]:
    who = person(random, world)
    catalogue = world.catalogue
    who.sessions *= 0.5
    calm = (
        who.taste.favourite(random)
        if random.random() < 0.3
        else int(catalogue.artist_of[catalogue.popular(random, 1)[0]])
    )
    album = Playlist(catalogue.album(random, calm), shuffles=bool(random.random() < 0.25))
    nights, hour, gap = random.uniform(0.5, 1.0), random.normal(22.3, 0.8), float(random.uniform(0.5, 4))
    drafts = []
    for number in range(world.days):
        drafts.extend(day(random, world, who, number))
        if random.random() < nights:
            begin = world.at(number, float(hour + random.normal(0, 0.5)))
            hours = float(random.uniform(4, 8.5)) if random.random() < 0.8 else float(random.uniform(0.5, 2))
            album.restart()
            played = stretch(
                random,
                catalogue,
                begin,
                begin + int(hours * HOUR_MS),
                album.next,
                gap_s=gap,
                skips=0.0,
                misses=who.misses * 0.3,
                steady=True,
            )
            drafts.extend(who.ear.hears(random, played, who.home))
    return [Device(phone(random, world), "sleepers", one_ear(drafts), uplink(random))]


SLEEPERS = Cohort("sleepers", 0.06, make)
