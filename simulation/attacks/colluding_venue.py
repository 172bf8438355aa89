"""A venue that is paid for its house artist: the music goes on when it is closed, and one artist fills the evenings."""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around
from simulation.chance import Ways
from simulation.cohorts.venues import evenings, licensee, uplink, venue
from simulation.device import HOUR_MS, Device, Draft, one_ear
from simulation.listening import Playlist, stretch
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 10)
    who = venue(random, world)
    who.house = None
    own = catalogue.songs_of(payee)
    share = ways.between("share", 0.3, 0.6) * (0.3 + 0.7 * plan.strength)
    hours = ways.between("hours", 3, 8) * plan.strength
    looped = Playlist(random.permutation(own)[: ways.count("songs", 5, 20)], shuffles=weak > 0.3)
    cover = one_ear(evenings(random, world, who, Label.COVER))
    for note in cover:
        if random.random() < share:
            note.song, note.label = int(own[int(random.integers(len(own)))]), Label.FRAUD
    closed: list[Draft] = []
    for number in range(world.days):
        if random.random() < 0.6 * weak:
            continue
        free = who.opens + 24 - who.closes
        begin = world.at(number, who.closes + float(random.uniform(0.2, max(free - hours, 0.5))))
        end = begin + int(min(hours, free) * random.uniform(0.7, 1) * HOUR_MS)
        played = stretch(random, catalogue, begin, end, looped.next, gap_s=3 + 5 * weak, skips=0.1 * weak)
        closed.extend(who.ear.hears(random, played, who.place, Label.FRAUD))
    source = licensee(random, world, who, payee if random.random() < 0.25 else None)
    drafts = around(closed, cover)
    return [Device(source, "venues", drafts, uplink(random), venue_id=source.venues[0], payee=payee)]


COLLUDING_VENUE = Attack("colluding_venue", make)
