"""Audio made of real music for the tests, and the songs that it is compared with."""

from functools import cache
from pathlib import Path

import numpy as np

from benchmarks import music
from catalogue.known import Known
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.chroma import fingerprint
from fingerprinting.lookup.index import Index
from injyana.demo.audio import cut
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.fingerprinting.test_audio import write_wave
from tests.unit.recognition.made import song

SECONDS = 70
"""Of each piece; whole songs would take longer to fingerprint."""

PIECES = ("machine_wars", "Awakening", "Coherence", "time_to_strike")
STRANGER = PIECES[-1]
"""Is not among the known songs."""


@cache
def piece(name: str) -> Pcm:
    [path] = [path for path in music.files() if path.stem == name]
    return decode(path)[: SECONDS * SAMPLE_RATE]


def part(name: str, begin: float, end: float) -> Pcm:
    """A piece from second `begin` to second `end`."""
    return cut(piece(name), begin, end - begin)


def silence(seconds: float) -> Pcm:
    return np.zeros(round(seconds * SAMPLE_RATE), np.int16)


@cache
def known(profile: Profile) -> Known:
    """All pieces but the stranger."""
    items = {SongId(name): fingerprint(piece(name), profile).items for name in PIECES if name != STRANGER}
    songs = {name: song(1).evolve(song_id=name, title=str(name), line=b"", mic=b"") for name in items}
    return Known(songs, Index(profile).changed(items))


def folder(at: Path) -> Path:
    """A folder of files that hold the known songs and one that is damaged."""
    at.mkdir()
    for name in PIECES:
        if name != STRANGER:
            write_wave(at / f"{name}.wav", piece(name))
    (at / "damaged.mp3").write_bytes(b"no music at all" * 100)
    return at
