"""Artists whose friends play all of them in turn, an album at a time: no phone stands out for one artist."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around, campaign, disguise
from simulation.chance import Ways
from simulation.cohorts.person import person, phone, uplink
from simulation.device import MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Playlist, stretch
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    catalogue = world.catalogue
    circle = [catalogue.obscure(random, 5) for _ in range(ways.count("artists", 3, 7))]
    minutes, sessions = ways.between("minutes", 15, 50), ways.between("sessions", 1.5, 5) * (0.3 + 0.7 * plan.strength)
    devices, days = campaign(random, world, plan, sessions * minutes / 3.5, 4, ways.count("devices", 6, 40))
    found = []
    for _ in range(devices):
        who = person(random, world)
        fraud: list[Draft] = []
        for number in days:
            for _ in range(int(random.poisson(sessions))):
                album = Playlist(catalogue.album(random, int(random.choice(circle))))
                begin = world.at(number, float(random.uniform(6, 24)))
                end = begin + int(minutes * random.uniform(0.5, 1.4) * MINUTE_MS)
                played = stretch(random, catalogue, begin, end, album.next, gap_s=4, skips=0.06)
                fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        drafts = around(one_ear(fraud), disguise(random, world, who, plan.strength))
        found.append(Device(phone(random, world), "phones", drafts, uplink(random)))
    return found


LENDING_CIRCLE = Attack("lending_circle", make)
