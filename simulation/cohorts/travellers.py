"""People on long buses: plays in one town, along the road, and an hour later in another town."""

import numpy as np
from numpy.random import Generator

from simulation.cohorts.cohort import Cohort
from simulation.cohorts.person import Person, day, person, phone, session, uplink
from simulation.device import HOUR_MS, MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Stretch, Way
from simulation.places import Place, apart_km, farther
from simulation.world import World

WINDING = 1.35
"""How much longer a road is than the straight line."""
WAIT_MS = 20 * MINUTE_MS
WILD = 0.01
"""How often a phone on the road gives a fix by a far cell."""


def make(random: Generator, world: World, _most: int) -> list[Device]:
    who = person(random, world)
    who.ear.fix_m = who.ear.fix_m or 25.0
    who.days_off *= 0.5
    often = float(random.uniform(0.2, 0.7))
    home, away = who.home, False
    drafts: list[Draft] = []
    for number in range(world.days):
        if random.random() >= (0.6 if away else often):
            drafts.extend(day(random, world, who, number))
            continue
        goal = home if away else farther(random, who.home, float(random.uniform(15, 90)))
        leaves = world.at(number, float(random.uniform(5.5, 16)))
        arrives, notes = _trip(random, world, who, goal, leaves)
        drafts.extend(notes)
        drafts.extend(note for note in day(random, world, who, number) if note.at + note.duration < leaves - WAIT_MS)
        who.home = who.work = goal
        away = not away
        drafts.extend(note for note in day(random, world, who, number) if note.at > arrives + WAIT_MS)
    return [Device(phone(random, world), "travellers", one_ear(drafts), uplink(random))]


def _trip(random: Generator, world: World, who: Person, goal: Place, leaves: int) -> tuple[int, list[Draft]]:
    """When a bus that leaves home arrives, and what is heard on the way."""
    start = who.home
    kmh = float(random.uniform(32, 68))
    arrives = leaves + max(int(apart_km(start, goal) * WINDING / kmh * HOUR_MS), 5 * MINUTE_MS)
    played = session(random, world, who, leaves, arrives)
    if not len(played):
        return arrives, []
    notes = who.ear.hears(random, played, along(played, start, goal, leaves, arrives))
    for note in np.flatnonzero(random.random(len(notes)) < WILD).tolist():
        notes[note].accuracy = 6000.0
    return arrives, notes


def along(played: Stretch, start: Place, goal: Place, leaves: int, arrives: int) -> Way:
    """Where a vehicle is at the begin of each play, at an even speed and in a straight line."""
    part = (played.at - leaves) / max(arrives - leaves, 1)
    return Way(start.lat + part * (goal.lat - start.lat), start.lon + part * (goal.lon - start.lon))


TRAVELLERS = Cohort("travellers", 0.05, make)
