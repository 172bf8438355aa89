"""A script that reports more plays of its payee than the hours can hold."""

import numpy as np
from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, burner, campaign, disguise
from simulation.chance import Ways
from simulation.cohorts.person import person, uplink
from simulation.device import HOUR_MS, Device, Draft
from simulation.listening import Stretch
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 6)
    who = person(random, world)
    scripted = weak < 0.2
    too_much = plan.strength**1.5 * ways.between("too_much", 0.8, 2.5)
    every_s = ways.between("every_s", 6, 14) if scripted else 200 / (1 + too_much)
    hours = ways.between("hours", 1, 5)
    _, days = campaign(random, world, plan, hours * 3600 / every_s, 1, 1)
    own = catalogue.songs_of(payee)
    fraud: list[Draft] = []
    for number in days:
        begin = world.at(number, float(random.uniform(0, 24 - hours)))
        count = int(hours * 3600 / every_s)
        waits = every_s * 1000 * np.clip(random.normal(1, 0.02 + 0.3 * weak, count), 0.3, 3)
        at = begin + np.cumsum(waits).astype(np.int64)
        songs = random.choice(own, count)
        claimed = random.uniform(30, 45, count) * 1000 if scripted else catalogue.durations[songs] * 0.98
        fraud.extend(who.ear.hears(random, Stretch(at, claimed.astype(np.int64), songs), who.home, Label.FRAUD))
    cover = disguise(random, world, who, plan.strength)
    busy = {draft.at // HOUR_MS for draft in fraud}
    cover = [draft for draft in cover if not {draft.at // HOUR_MS, (draft.at + draft.duration) // HOUR_MS} & busy]
    drafts = sorted([*fraud, *cover], key=lambda each: each.at)
    source = burner(random, world, plan, ways.between("days_old", 0.5, 40))
    return [Device(source, "phones", drafts, uplink(random), payee=payee)]


IMPOSSIBLE_RATE = Attack("impossible_rate", make)
