"""One account in several places: plays of its payee come from towns that nobody could reach in the time between."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around, burner, disguise
from simulation.chance import Ways
from simulation.cohorts.person import person, uplink
from simulation.device import HOUR_MS, Device, Draft
from simulation.listening import Playlist, stretch
from simulation.places import farther
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 8)
    who = person(random, world)
    who.ear.fix_m = 15.0 + weak * ways.between("fix_m", 50, 2500)
    far = ways.between("km", 40, 110) * (1 - 0.4 * weak)
    towns = [who.home, *(farther(random, who.home, far) for _ in range(ways.count("towns", 1, 3)))]
    songs = Playlist(random.permutation(catalogue.songs_of(payee)), shuffles=weak > 0.3)
    block = 1 + round(weak * ways.between("block", 4, 14))
    hours, wait = ways.between("hours", 3, 9) * (0.4 + 0.6 * plan.strength), weak * ways.between("wait_h", 0.1, 0.6)
    fraud: list[Draft] = []
    for number in range(world.days):
        if random.random() < 0.5 * weak:
            continue
        begin = world.at(number, float(random.uniform(6, 23 - hours)))
        end = begin + int(hours * HOUR_MS)
        played = stretch(random, catalogue, begin, end, songs.next, gap_s=4, skips=0.1)
        place = towns[0]
        for at in range(0, len(played), block):
            place = towns[int(random.integers(len(towns)))] if weak else next(t for t in towns if t is not place)
            part = played.only(slice(at, at + block)).moved(int(at // block * wait * HOUR_MS))
            fraud.extend(who.ear.hears(random, part, place, Label.FRAUD))
    fraud.sort(key=lambda each: each.at)
    drafts = around(fraud, disguise(random, world, who, plan.strength))
    source = burner(random, world, plan, ways.between("days_old", 2, 120))
    return [Device(source, "phones", drafts, uplink(random), payee=payee)]


TELEPORT = Attack("teleport", make)
