"""A shelf of phones in one room that play the payee's songs while everybody sleeps."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around, burner, campaign, disguise
from simulation.chance import Ways
from simulation.cohorts.person import person, uplink
from simulation.device import HOUR_MS, Device
from simulation.listening import Playlist, stretch
from simulation.places import near, somewhere
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    catalogue, room = world.catalogue, somewhere(random)
    payee = catalogue.obscure(random, 10)
    songs = random.permutation(catalogue.songs_of(payee))[: ways.count("songs", 3, 12) + round(weak * 10)]
    hours = ways.between("hours", 4, 7) * (0.45 + 0.55 * plan.strength)
    begins, apart_h = ways.between("begins", 22.5, 25), ways.between("apart_h", 0.02, 0.4) + weak * 0.8
    devices, nights = campaign(random, world, plan, hours * 3600 / 210, 5, ways.count("devices", 6, 30))
    old = ways.between("days_old", 2, 40)
    spread_km = 0.01 + weak * ways.between("spread_km", 0.1, 6)
    found = []
    for _ in range(devices):
        who = person(random, world)
        who.home = near(random, room, spread_km)
        who.ear.fix_m = who.ear.fix_m if random.random() < 0.5 * weak else 15.0
        played_on = Playlist(songs, shuffles=bool(random.random() < 0.3 + 0.7 * weak))
        fraud = []
        for number in nights:
            if random.random() < 0.35 * weak:
                continue
            begin = world.at(number, begins + float(random.normal(0, apart_h)))
            end = begin + int(hours * random.uniform(0.85, 1.1) * HOUR_MS)
            played = stretch(
                random, catalogue, begin, end, played_on.next, gap_s=2 + weak * 15, skips=0.1 * weak, steady=weak < 0.4
            )
            fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        drafts = around(fraud, disguise(random, world, who, plan.strength))
        found.append(Device(burner(random, world, plan, old), "phones", drafts, uplink(random), payee=payee))
    return found


NIGHT_FARM = Attack("night_farm", make)
