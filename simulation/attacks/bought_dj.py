"""A DJ who is paid to play an artist: too often in real sets, and in sets that nobody dances to."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around
from simulation.chance import Ways
from simulation.cohorts.djs import MIXED_MS, computer, dj, mixed, nights, uplink
from simulation.device import HOUR_MS, Device, Draft, one_ear
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 8)
    own = catalogue.songs_of(payee)
    who = dj(random, world)
    share = ways.between("share", 0.3, 0.6) * (0.25 + 0.75 * plan.strength)
    ghosts = ways.between("ghosts", 0.4, 1.0) * plan.strength**1.5
    hours = ways.between("ghost_h", 2, 6) * (0.3 + 0.7 * plan.strength)
    cover = one_ear(nights(random, world, who, Label.COVER), MIXED_MS)
    for note in cover:
        if random.random() < share:
            note.song, note.label = int(own[int(random.integers(len(own)))]), Label.FRAUD
            note.declared = note.song
    fraud: list[Draft] = []
    bag, who.bag = who.bag, own
    for number in range(world.days):
        if random.random() < ghosts:
            begin = world.at(number, float(random.uniform(1, 17 - hours)))
            played = mixed(random, catalogue, who, begin, begin + int(hours * random.uniform(0.6, 1) * HOUR_MS))
            fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
    who.bag = bag
    drafts = around(fraud, cover, MIXED_MS)
    return [Device(computer(random, world, who), "djs", drafts, uplink(random), payee=payee)]


BOUGHT_DJ = Attack("bought_dj", make)
