"""Attacks that the simulator does not have, built from its pieces."""

import numpy as np
from numpy.random import Generator

from kernel.events.detections import Kind
from kernel.events.sources import SourceType
from simulation.attacks.attack import Attack, Plan, around, disguise
from simulation.chance import Ways
from simulation.cohorts.person import day, person, phone, uplink
from simulation.device import HOUR_MS, MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Ear, Playlist, Taste, stretch
from simulation.truth import Label
from simulation.uplink import Uplink
from simulation.world import World


def throwaways(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """Emulated phones that live for a day or two, play the payee for an hour, and are never seen again."""
    payee = world.catalogue.obscure(random, 8)
    songs = Playlist(world.catalogue.songs_of(payee), shuffles=True)
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 400:
        who = person(random, world)
        begin = world.at(int(random.integers(world.days)), float(random.uniform(0, 24)))
        minutes = ways.between("minutes", 20, 80)
        played = stretch(random, world.catalogue, begin, begin + int(minutes * MINUTE_MS), songs.next, gap_s=2, skips=0)
        fraud = who.ear.hears(random, played, who.home, Label.FRAUD)
        cover = disguise(random, world, who, plan.strength, 0.5)
        source = world.source(random, SourceType.PHONE, days_old=float(random.uniform(0, 2)))
        found.append(Device(source, "phones", around(fraud, cover), uplink(random), payee=payee))
        plays += len(fraud)
    return found


def clickers(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """Hired people with real phones and real habits, a part of whose plays are the payee's instead of their own."""
    payee = world.catalogue.obscure(random, 8)
    songs = world.catalogue.songs_of(payee)
    share = ways.between("share", 0.5, 0.8) * plan.strength
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 300:
        who = person(random, world)
        drafts: list[Draft] = []
        for number in range(world.days):
            drafts.extend(day(random, world, who, number, Label.COVER))
        for draft in drafts:
            if random.random() < share:
                draft.song, draft.label, draft.declared = int(random.choice(songs)), Label.FRAUD, None
        kept = one_ear(drafts)
        found.append(Device(phone(random, world), "phones", kept, uplink(random), payee=payee))
        plays += sum(draft.label is Label.FRAUD for draft in kept)
    return found


def cutters(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """A program that lets each song run for as long as it must to count, by day, for two friends in turn."""
    payees = [world.catalogue.obscure(random, 8) for _ in range(2)]
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 100:
        who = person(random, world)
        fraud: list[Draft] = []
        for number in range(world.days):
            begin = world.at(number, float(random.uniform(7, 20)))
            songs = Playlist(world.catalogue.songs_of(payees[number % 2]), shuffles=True)
            length = int(ways.between("hours", 0.3, 1.5) * plan.strength * HOUR_MS)
            # Long enough for as many songs as are cut; each then begins where the cut one before it ends.
            played = stretch(random, world.catalogue, begin, begin + length * 8, songs.next, gap_s=1.5, skips=0)
            played.heard[:] = random.normal(33_000, 800, len(played)).astype(int)
            played.at[1:] = begin + np.cumsum(played.heard[:-1] + random.integers(800, 3_000, len(played) - 1))
            cut = length // 35_000
            fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD)[:cut])
        cover = disguise(random, world, who, plan.strength)
        found.append(Device(phone(random, world), "phones", around(fraud, cover), uplink(random), payee=payees[0]))
        plays += len(fraud)
    return found


def ring(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """Artists who lend each other their friends' phones: each plays all of the ring, no artist stands out on one."""
    payees = [world.catalogue.obscure(random, 6) for _ in range(ways.count("payees", 3, 6))]
    songs = [song for payee in payees for song in world.catalogue.songs_of(payee).tolist()]
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 120:
        who = person(random, world)
        fraud: list[Draft] = []
        for number in range(world.days):
            for _ in range(int(random.poisson(3 * plan.strength))):
                begin = world.at(number, float(random.uniform(5, 23)))
                end = begin + int(ways.between("minutes", 30, 90) * MINUTE_MS)
                shuffled = Playlist(random.permutation(songs))
                played = stretch(random, world.catalogue, begin, end, shuffled.next, gap_s=2.5, skips=0.03)
                fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        cover = disguise(random, world, who, plan.strength)
        found.append(Device(phone(random, world), "phones", around(one_ear(fraud), cover), uplink(random)))
        plays += len(fraud)
    return found


def stuffed_log(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """A station whose as-run log names songs of the payee, most of them at night, that were never on air."""
    payee = world.catalogue.obscure(random, 8)
    share = ways.between("share", 0.15, 0.4) * plan.strength
    tastes = Taste(random, world.catalogue)
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 6:
        ear = Ear(kind=Kind.METADATA, fix_m=None)
        drafts = []
        for number in range(world.days):
            begin = world.at(number, 0.0)
            played = stretch(random, world.catalogue, begin, begin + 24 * HOUR_MS, tastes.next, gap_s=25, skips=0.05)
            hours = (played.at - begin) / HOUR_MS
            lie = random.random(len(played)) < share * (1.6 * (hours < 6) + 0.8 * (hours >= 6))
            songs = random.choice(world.catalogue.songs_of(payee), int(lie.sum()))
            played.songs[lie] = songs
            notes = ear.hears(random, played, None, Label.COVER)
            for note, false in zip(notes, lie.tolist(), strict=True):
                note.label = Label.FRAUD if false else Label.COVER
            drafts.extend(notes)
        source = world.source(random, SourceType.RADIO, days_old=float(random.uniform(100, 900)))
        station = source.stations[0]
        log = Uplink(every_h=24, jitter=0.1, counts=False)
        found.append(Device(source, "radio", one_ear(drafts), log, station_id=station, payee=payee))
        plays += sum(draft.label is Label.FRAUD for draft in drafts)
    return found


def sleeping_phones(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """A hidden program in real people's phones that plays the payee while they sleep."""
    payee = world.catalogue.obscure(random, 8)
    songs = Playlist(world.catalogue.songs_of(payee), shuffles=True)
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 200:
        who = person(random, world)
        fraud: list[Draft] = []
        cover: list[Draft] = []
        for number in range(world.days):
            cover.extend(day(random, world, who, number, Label.COVER))
            if random.random() < 0.3 + 0.7 * plan.strength:
                begin = world.at(number, float(random.uniform(0.5, 4)))
                end = begin + int(ways.between("minutes", 40, 150) * plan.strength * MINUTE_MS)
                played = stretch(random, world.catalogue, begin, end, songs.next, gap_s=5, skips=0.05)
                fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        found.append(Device(phone(random, world), "phones", around(fraud, cover), uplink(random), payee=payee))
        plays += len(fraud)
    return found


ATTACKS = (
    Attack("throwaways", throwaways),
    Attack("clickers", clickers),
    Attack("cutters", cutters),
    Attack("ring", ring),
    Attack("stuffed_log", stuffed_log),
    Attack("sleeping_phones", sleeping_phones),
)
