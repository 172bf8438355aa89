"""Emulators that upload copies of one recorded sequence: the same songs in the same order, with the same fingerprints.

The sequence holds the payee's songs between popular ones. Each emulator claims a fixed place of its own.
"""

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around, burner, campaign, disguise
from simulation.chance import Ways
from simulation.cohorts.person import person, uplink
from simulation.device import MINUTE_MS, Device
from simulation.listening import Stretch, exact_sound, stretch
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 10)
    share = ways.between("share", 0.5, 0.9) * (0.55 + 0.45 * plan.strength)
    minutes = ways.between("minutes", 120, 420) * (0.4 + 0.6 * plan.strength)
    daily = minutes * 60 / 208 * share
    devices, days = campaign(random, world, plan, daily, 5, ways.count("devices", 6, 40))
    begins, apart = ways.between("begins", 5, 20), ways.between("apart_minutes", 0.5, 30) * (1 + 8 * weak)
    copied, recut = 1 - weak * ways.between("own_part", 0.3, 0.9), weak * ways.between("recut", 0.4, 1.0)
    cut, old = int(random.integers(1, 2**31)), ways.between("days_old", 0.5, 30)
    tapes = []
    for number in days:
        begin = world.at(number, begins)
        tape = stretch(
            random, catalogue, begin, begin + int(minutes * MINUTE_MS), catalogue.popular, gap_s=2, skips=0.05 * weak
        )
        paid = random.random(len(tape)) < share
        tape.songs[paid] = random.choice(catalogue.songs_of(payee), int(paid.sum()))
        tapes.append((tape, paid))
    found = []
    for _ in range(devices):
        who = person(random, world)
        who.ear.fix_m = who.ear.fix_m if random.random() < weak else 5.0
        notes = []
        for tape, paid in tapes:
            late = int(random.exponential(apart * MINUTE_MS))
            kept = random.random(len(tape)) < copied
            copy = Stretch(tape.at + late, tape.heard, tape.songs).only(kept)
            part = who.ear.hears(random, copy, who.home)
            fresh = (random.random(len(part)) < recut).tolist()
            for note, fraud, other in zip(part, paid[kept].tolist(), fresh, strict=True):
                note.label = Label.FRAUD if fraud else Label.COVER
                if not other:
                    note.fingerprint = exact_sound(note.song, cut)
                if who.ear.fix_m == 5.0:
                    note.lat, note.lon, note.accuracy = round(who.home.lat, 6), round(who.home.lon, 6), 5.0
            notes.extend(part)
        drafts = around(notes, disguise(random, world, who, plan.strength))
        found.append(Device(burner(random, world, plan, old), "phones", drafts, uplink(random), payee=payee))
    return found


EMULATOR_FARM = Attack("emulator_farm", make)
