"""A phone that uploads what it really heard again, under new ids, at other times: one evening becomes several.

Copies claim to be of later days, or of earlier ones: these come late, and the phone counted them after what it heard
afterwards.
"""

from copy import copy

from numpy.random import Generator

from simulation.attacks.attack import Attack, Plan, around, burner
from simulation.chance import Ways
from simulation.cohorts.person import day, person, uplink
from simulation.device import DAY_MS, HOUR_MS, MINUTE_MS, Device, Draft, one_ear
from simulation.truth import Label
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    weak = 1 - plan.strength
    careless = not weak
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 8)
    who = person(random, world)
    who.sessions = max(who.sessions, 1.5)
    own = catalogue.songs_of(payee)
    share = ways.between("share", 0.2, 0.7)
    backwards = ways.between("backwards", 0, 1) > 0.5
    copies = max(round(ways.count("copies", 2, 8) * plan.strength), 1)
    shift = ways.between("shift_h", 0.5, 9) * HOUR_MS
    wobble = weak * ways.between("wobble_s", 20, 240) * 1000
    kept = 1 - weak * ways.between("left_out", 0.2, 0.6)
    days = [(number, day(random, world, who, number, Label.COVER)) for number in range(world.days)]
    cover: list[Draft] = []
    fraud: list[Draft] = []
    for number, notes in days:
        for note in notes:
            if random.random() < share:
                note.song = int(own[int(random.integers(len(own)))])
                note.declared = None if note.declared is None else note.song
        real = one_ear(notes)
        cover.extend(real)
        for number_of_copy in range(copies):
            moved = int(shift * (number_of_copy + 1))
            if not careless:
                moved = (number_of_copy % 3 + 1) * DAY_MS + int(random.normal(0, 2 * weak) * HOUR_MS)
            moved = -moved if backwards else moved
            if not 0 <= number * DAY_MS + moved <= world.days * DAY_MS:
                continue
            made_after = real[-1] if backwards and real else None
            fraud.extend(
                _again(note, moved + int(random.normal(0, wobble)), made_after)
                for note in real
                if random.random() < kept
            )
    drafts = sorted([*cover, *fraud], key=lambda each: each.at) if careless else around(fraud, cover)
    source = burner(random, world, plan, ways.between("days_old", 5, 200))
    return [Device(source, "phones", drafts, uplink(random), payee=payee)]


def _again(note: Draft, moved: int, last: Draft | None) -> Draft:
    """The note at another time; made up after the last note of its day where it claims an earlier time."""
    again = copy(note)
    again.at += moved
    again.label = Label.FRAUD
    if last is not None:
        again.made = max(last.at + last.duration + MINUTE_MS, again.at + again.duration)
    return again


REPLAY = Attack("replay", make)
