"""Attacks of other mechanics than those of attacks.py, written when these had been seen, and run once."""

import numpy as np
from numpy.random import Generator

from kernel.events.detections import Kind
from kernel.events.sources import SourceType
from simulation.attacks.attack import Attack, Plan, around, disguise
from simulation.chance import Ways
from simulation.cohorts.person import day, person, phone, uplink
from simulation.cohorts.travellers import along
from simulation.device import HOUR_MS, MINUTE_MS, Device, Draft, one_ear
from simulation.listening import Ear, Playlist, Stretch, stretch
from simulation.places import farther, near, somewhere
from simulation.programme import STATIONS, programme
from simulation.truth import Label
from simulation.uplink import Uplink
from simulation.world import World


def parlour(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """A room with a shelf of phones that two shifts of workers tap by hand, for three clients in turn; the phones were
    bought one by one and lie still for hours."""
    clients = [world.catalogue.obscure(random, 8) for _ in range(3)]
    room = somewhere(random)
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 150:
        who = person(random, world)
        who.home = near(random, room, 0.02)
        fraud: list[Draft] = []
        for number in range(world.days):
            for shift in (8.0, 15.0):
                if random.random() < 0.45 * plan.strength + 0.1:
                    client = clients[(number + int(shift > 12)) % len(clients)]
                    songs = Playlist(world.catalogue.songs_of(client), shuffles=True)
                    begin = world.at(number, shift + float(random.uniform(0, 4)))
                    end = begin + int(ways.between("minutes", 25, 80) * MINUTE_MS)
                    played = stretch(random, world.catalogue, begin, end, songs.next, gap_s=12, skips=0.25)
                    fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        cover = disguise(random, world, who, plan.strength, 0.8)
        found.append(Device(phone(random, world), "phones", around(one_ear(fraud), cover), uplink(random)))
        plays += len(fraud)
    return found


def placement(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """Bots that follow the charts, which is most of what they play, and a placed artist on every third or fourth."""
    payee = world.catalogue.obscure(random, 10)
    songs = world.catalogue.songs_of(payee)
    share = 0.3 * plan.strength + 0.05
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 200:
        who = person(random, world)
        notes: list[Draft] = []
        for number in range(world.days):
            for _ in range(int(random.poisson(2))):
                begin = world.at(number, float(random.uniform(6.5, 22.5)))
                end = begin + int(ways.between("minutes", 20, 70) * MINUTE_MS)
                played = stretch(random, world.catalogue, begin, end, world.catalogue.popular, gap_s=3, skips=0.08)
                placed = random.random(len(played)) < share
                played.songs[placed] = random.choice(songs, int(placed.sum()))
                heard = who.ear.hears(random, played, who.home, Label.COVER)
                for note, paid in zip(heard, placed.tolist(), strict=True):
                    note.label = Label.FRAUD if paid else Label.COVER
                notes.extend(heard)
        kept = one_ear(notes)
        found.append(Device(phone(random, world), "phones", kept, uplink(random), payee=payee))
        plays += sum(note.label is Label.FRAUD for note in kept)
    return found


def swapped_log(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """A station that people hear; of its log every tenth song, or fewer, is a friend's in place of the one played."""
    payee = world.catalogue.obscure(random, 4)
    aired = programme(world, int(random.integers(STATIONS)))
    songs = aired.songs.copy()
    every = max(int(10 / plan.strength), 1)
    swapped = np.arange(len(aired)) % every == int(random.integers(every))
    songs[swapped] = random.choice(world.catalogue.songs_of(payee), int(swapped.sum()))
    notes = Ear(kind=Kind.METADATA, fix_m=None).hears(random, Stretch(aired.at, aired.heard, songs), None, Label.COVER)
    for note, lie in zip(notes, swapped.tolist(), strict=True):
        note.label = Label.FRAUD if lie else Label.COVER
    source = world.source(random, SourceType.RADIO, days_old=ways.between("days_old", 50, 2000))
    log = Uplink(every_h=float(random.choice([1.0, 24.0])), jitter=0.05)
    return [Device(source, "radios", one_ear(notes), log, station_id=source.stations[0], payee=payee)]


def bus_farm(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """Phones with a SIM card for each journey, in the bags of drivers: on the road all day, played on the way."""
    payee = world.catalogue.obscure(random, 8)
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 120:
        who = person(random, world)
        who.ear.fix_m = 40.0
        songs = Playlist(random.permutation(world.catalogue.songs_of(payee)), shuffles=True)
        first = int(random.integers(world.days))
        fraud: list[Draft] = []
        for number in range(first, min(first + 3, world.days)):
            for leaves in (6.5, 13.0):
                if random.random() < 0.3 + 0.7 * plan.strength:
                    goal = farther(random, who.home, ways.between("km", 25, 80))
                    begin = world.at(number, leaves + float(random.uniform(0, 2)))
                    end = begin + int(2.2 * HOUR_MS)
                    length = int(ways.between("minutes", 30, 110) * plan.strength * MINUTE_MS)
                    played = stretch(random, world.catalogue, begin, begin + length, songs.next, gap_s=7, skips=0.1)
                    way = along(played, who.home, goal, begin, end)
                    fraud.extend(who.ear.hears(random, played, way, Label.FRAUD))
        source = world.source(random, SourceType.PHONE, days_old=float(random.uniform(0, 3)) - first)
        cover = [note for note in disguise(random, world, who, plan.strength, 0.4) if note.at > world.at(first, 3.0)]
        kept = one_ear(around(one_ear(fraud), cover))
        found.append(Device(source, "phones", kept, uplink(random), payee=payee))
        plays += sum(note.label is Label.FRAUD for note in kept)
    return found


def gift_cards(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    """A prize for who plays the new song most: real people, on two days, one song, each as long as they like."""
    payee = world.catalogue.obscure(random, 3)
    song = Playlist(world.catalogue.songs_of(payee)[:1])
    begins = int(random.integers(max(world.days - 2, 1)))
    found: list[Device] = []
    plays = 0
    while plays < plan.budget and len(found) < 250:
        who = person(random, world)
        eager = float(random.gamma(1.5, ways.between("hours", 0.3, 1.2))) * (0.2 + 0.8 * plan.strength)
        cover = [note for number in range(world.days) for note in day(random, world, who, number, Label.COVER)]
        fraud: list[Draft] = []
        for number in range(begins, min(begins + 2, world.days)):
            begin = world.at(number, float(random.normal(14, 3)))
            end = begin + int(eager * HOUR_MS)
            played = stretch(random, world.catalogue, begin, end, song.next, gap_s=3, skips=0.1)
            fraud.extend(who.ear.hears(random, played, who.home, Label.FRAUD))
        found.append(Device(phone(random, world), "phones", around(one_ear(fraud), cover), uplink(random), payee=payee))
        plays += len(fraud)
    return found


ATTACKS = (
    Attack("parlour", parlour),
    Attack("placement", placement),
    Attack("swapped_log", swapped_log),
    Attack("bus_farm", bus_farm),
    Attack("gift_cards", gift_cards),
)
