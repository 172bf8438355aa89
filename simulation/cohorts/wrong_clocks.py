"""Phones whose clock is wrong: the time zone, the date, a clock that runs away, or one that is set right one day.

The gateway corrects by the time of sending. Only plays that wait while the clock is set are moved, and may then seem to
sound at the same time as others.
"""

from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import DAY_MS, HOUR_MS, MINUTE_MS, Device, one_ear
from simulation.world import World


def make(random: Generator, world: World, _most: int) -> list[Device]:
    who = person(random, world)
    drafts = one_ear([draft for number in range(world.days) for draft in day(random, world, who, number)])
    link = uplink(random)
    match int(random.choice(4, p=[0.45, 0.1, 0.2, 0.25])):
        case 0:
            link.clock_ms = int(random.choice([-1, 1]) * random.integers(1, 12)) * HOUR_MS
        case 1:
            link.clock_ms = int(random.integers(-700, 200)) * DAY_MS
        case 2:
            link.drift_ms = float(random.normal(0, 3 * MINUTE_MS))
        case _:
            link.clock_ms = int(random.normal(0, 40 * MINUTE_MS))
            link.right_at = world.start + int(random.random() * world.days * DAY_MS)
    return [Device(phone(random, world), "wrong_clocks", drafts, link)]


WRONG_CLOCKS = Cohort("wrong_clocks", 0.04, make)
