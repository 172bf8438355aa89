"""People who are paid for playing the payee on their own phones: some errands a day, between their own listening."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around, campaign
from simulation.chance import Ways
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import MINUTE_MS, Device, Draft
from simulation.listening import Playlist, stretch
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 10)
    songs = catalogue.songs_of(payee)
    errands = ways.between("errands", 1.0, 3.0) * (0.3 + 0.7 * plan.strength)
    minutes = ways.between("minutes", 12, 40) * (0.5 + 0.5 * plan.strength)
    devices, days = campaign(random, world, plan, errands * minutes / 3.5, 8, ways.count("devices", 15, 80))
    found = []
    for _ in range(devices):
        who = person(random, world)
        who.days_off *= 0.6
        errand = Playlist(random.permutation(songs), shuffles=bool(random.random() < 0.5))
        fraud: list[Draft] = []
        cover = [note for number in range(world.days) for note in day(random, world, who, number, Label.COVER)]
        for number in days:
            for _ in range(int(random.poisson(errands))):
                begin = world.at(number, float(random.choice(who.hours)) + float(random.normal(0, 1.5)))
                end = begin + int(minutes * random.uniform(0.6, 1.3) * MINUTE_MS)
                played = stretch(random, catalogue, begin, end, errand.next, gap_s=6, skips=0.1, misses=who.misses)
                fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        found.append(Device(phone(random, world), "phones", around(fraud, cover), uplink(random), payee=payee))
    return found


HIRED_LISTENERS = Attack("hired_listeners", make)
