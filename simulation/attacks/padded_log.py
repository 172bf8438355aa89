"""A station that people hear, whose log names the payee's songs where it played others, or was silent."""

import numpy as np
from numpy.random import Generator

from kernel.events.detections import Kind
from kernel.events.sources import SourceType
from simulation.attacks.attack import Attack, Plan
from simulation.chance import Ways
from simulation.device import HOUR_MS, Device, Draft, one_ear
from simulation.listening import Ear, Playlist, stretch
from simulation.places import somewhere
from simulation.programme import STATIONS, programme
from simulation.truth import Label
from simulation.uplink import Uplink
from simulation.world import World


def make(random: Generator, world: World, ways: Ways, plan: Plan) -> list[Device]:
    catalogue = world.catalogue
    payee = catalogue.obscure(random, 5)
    own = catalogue.songs_of(payee)[: ways.count("songs", 2, 12)]
    aired = programme(world, int(random.integers(STATIONS)))
    share = ways.between("share", 0.08, 0.3) * (0.35 + 0.65 * plan.strength)
    songs = aired.songs.copy()
    lies = random.random(len(aired)) < share
    songs[lies] = random.choice(own, int(lies.sum()))
    ear = Ear(kind=Kind.METADATA, fix_m=None)
    notes = ear.hears(random, type(aired)(aired.at, aired.heard, songs), None, Label.COVER)
    for note, lie in zip(notes, lies.tolist(), strict=True):
        note.label = Label.FRAUD if lie else Label.COVER
    return [_licensee(random, world, notes + _silences(random, world, ear, own, ways, plan), payee)]


def _silences(random: Generator, world: World, ear: Ear, own: np.ndarray, ways: Ways, plan: Plan) -> list[Draft]:
    """What is claimed of the small hours, by a list that goes round."""
    hours = ways.between("hours", 0, 2) * plan.strength
    listed = Playlist(own)
    drafts: list[Draft] = []
    for number in range(world.days):
        begin = world.at(number, 2.0)
        played = stretch(random, world.catalogue, begin, begin + int(hours * HOUR_MS), listed.next, gap_s=2, skips=0)
        drafts.extend(ear.hears(random, played, None, Label.FRAUD))
    return drafts


def _licensee(random: Generator, world: World, notes: list[Draft], payee: int) -> Device:
    days_old, district = float(random.gamma(3, 300) + 20), somewhere(random).district
    source = world.source(random, SourceType.RADIO, days_old=days_old, district=district)
    log = Uplink(every_h=float(random.choice([6.0, 24.0])), jitter=0.02, latency_s=0.2)
    return Device(source, "radios", one_ear(notes), log, station_id=source.stations[0], payee=payee)


PADDED_LOG = Attack("padded_log", make)
