"""A phone that plays one song of its payee, or a few, again and again."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around, burner, disguise
from simulation.chance import Ways
from simulation.cohorts.person import person, uplink
from simulation.device import HOUR_MS, Device
from simulation.listening import Playlist, stretch
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    payee = world.catalogue.obscure(random, 8)
    who = person(random, world)
    who.ear.exact = plan.strength * ways.between("exact", 0.0, 0.8)
    songs = random.permutation(world.catalogue.songs_of(payee))
    looped = Playlist(songs[: 1 + round(weak * ways.between("songs", 2, 10))], shuffles=weak > 0.4)
    hours = ways.between("hours", 9, 18) * (0.12 + 0.88 * plan.strength**2)
    gap, begins = ways.between("gap_s", 0.5, 6), ways.between("begins", 5, 14)
    fraud = []
    for number in range(world.days):
        if random.random() < weak * 0.3:
            continue
        begin = world.at(number, begins + float(random.normal(0, 0.3 + weak)))
        played = stretch(
            random,
            world.catalogue,
            begin,
            begin + int(hours * random.uniform(0.8, 1.1) * HOUR_MS),
            looped.next,
            gap_s=gap + weak * 8,
            skips=weak * ways.between("skips", 0.0, 0.3),
            steady=weak < 0.3,
        )
        fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
    source = burner(random, world, plan, ways.between("days_old", 1, 60), payee if random.random() < 0.3 else None)
    drafts = around(fraud, disguise(random, world, who, plan.strength))
    return [Device(source, "phones", drafts, uplink(random), payee=payee)]


LOOP = Attack("loop", make)
