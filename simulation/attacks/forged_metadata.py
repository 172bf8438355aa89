"""Another sound under real listening: fingerprints of the payee's songs are put in the place of what was heard.

The player's display still names the song that really played; or the fingerprint was made to fit and fits badly.
"""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, burner
from simulation.chance import Ways
from simulation.cohorts.person import day, person, uplink
from simulation.device import Device, one_ear
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 8)
    own = catalogue.songs_of(payee)
    who = person(random, world)
    who.sessions = max(who.sessions, 2.5)
    who.days_off *= 0.5
    who.ear.tells = ways.between("tells", 0.5, 1.0)
    share = ways.between("share", 0.5, 0.95) * (0.25 + 0.75 * plan.strength)
    named = ways.between("named", 0.4, 0.9) * (0.3 + 0.7 * plan.strength)
    worse = ways.between("worse", 0.25, 0.5) * (0.35 + 0.65 * plan.strength)
    drafts = one_ear([note for number in range(world.days) for note in day(random, world, who, number, Label.COVER)])
    for note in drafts:
        if random.random() >= share:
            continue
        real, note.song = note.song, int(own[int(random.integers(len(own)))])
        note.label = Label.FRAUD
        if note.declared is not None:
            note.declared = real if random.random() < named else note.song
        note.confidence = round(max(note.confidence - worse * float(random.uniform(0.6, 1.2)), 0.22), 4)
        note.margin = round(max((note.margin or 0) * (0.2 + 0.6 * weak), 0.3), 3)
    source = burner(random, world, plan, ways.between("days_old", 2, 150))
    return [Device(source, "phones", drafts, uplink(random), payee=payee)]


FORGED_METADATA = Attack("forged_metadata", make)
