"""A program in other people's phones that wakes them at night, plays one payee for a while, and falls silent again."""

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
    payee = catalogue.obscure(random, 6)
    songs = catalogue.songs_of(payee)[: ways.count("songs", 4, 14)]
    minutes = ways.between("minutes", 30, 120) * (0.25 + 0.75 * plan.strength)
    wakes, jitter = ways.between("wakes", 0.8, 3.8), ways.between("jitter", 0.05, 0.7)
    waits = ways.between("waits_s", 2, 90)
    devices, days = campaign(random, world, plan, 0.8 * minutes / 4, 5, ways.count("devices", 8, 60))
    found = []
    for _ in range(devices):
        who = person(random, world)
        played_on = Playlist(songs, shuffles=True)
        fraud: list[Draft] = []
        cover = [note for number in range(world.days) for note in day(random, world, who, number, Label.COVER)]
        for number in days:
            if random.random() < 0.8:
                begin = world.at(number, wakes + float(random.normal(0, jitter)))
                end = begin + int(minutes * random.uniform(0.7, 1.2) * MINUTE_MS)
                played = stretch(random, catalogue, begin, end, played_on.next, gap_s=waits, skips=0.0)
                fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        found.append(Device(phone(random, world), "phones", around(fraud, cover), uplink(random), payee=payee))
    return found


HIDDEN_PLAYER = Attack("hidden_player", make)
