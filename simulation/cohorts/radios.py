"""Radio stations, which send their log by the hour or by the day, or what is on now."""

from numpy.random import Generator

from kernel.events.detections import Kind
from kernel.events.sources import SourceType
from simulation.cohorts.cohort import Cohort
from simulation.device import Device, one_ear
from simulation.listening import Ear
from simulation.places import somewhere
from simulation.programme import STATIONS, programme
from simulation.uplink import Uplink
from simulation.world import World


def make(random: Generator, world: World, _most: int) -> list[Device]:
    station = int(random.integers(STATIONS))
    drafts = Ear(kind=Kind.METADATA, fix_m=None).hears(random, programme(world, station), None)
    source = world.source(
        random, SourceType.RADIO, days_old=float(random.gamma(3, 300) + 20), district=somewhere(random).district
    )
    uplink = Uplink(
        every_h=float(random.choice([0.0, 1.0, 6.0, 24.0], p=[0.3, 0.3, 0.2, 0.2])),
        jitter=0.02,
        fails=0.01,
        unanswered=0.02,
        latency_s=0.2,
        clock_ms=int(random.normal(0, 1500)),
    )
    return [Device(source, "radios", one_ear(drafts), uplink, station_id=source.stations[0])]


RADIOS = Cohort("radios", 0.02, make)
