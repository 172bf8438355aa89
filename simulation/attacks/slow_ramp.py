"""A few ordinary phones whose share for one payee creeps up from day to day, too slowly to be a jump."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan
from simulation.chance import Ways
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import Device, one_ear
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 10)
    own = catalogue.songs_of(payee)
    peak = ways.between("peak", 0.75, 1.0) * (0.15 + 0.85 * plan.strength)
    bend, more = ways.between("bend", 0.6, 2.0), ways.between("more", 0.2, 1.5) * plan.strength
    found = []
    for _ in range(ways.count("phones", 1, 4)):
        who = person(random, world)
        who.days_off *= 0.4
        sessions = max(who.sessions, 2.0)
        drafts = []
        for number in range(world.days):
            part = ((number + 1) / world.days) ** bend
            who.sessions = sessions * (1 + more * part)
            notes = day(random, world, who, number, Label.COVER)
            for note in notes:
                if random.random() < peak * part:
                    note.song, note.label = int(own[int(random.integers(len(own)))]), Label.FRAUD
                    note.declared = None if note.declared is None else note.song
            drafts.extend(notes)
        found.append(Device(phone(random, world), "phones", one_ear(drafts), uplink(random), payee=payee))
    return found


SLOW_RAMP = Attack("slow_ramp", make)
