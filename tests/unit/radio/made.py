"""Sounds of a station made for the tests: real music at other speeds, one after the other."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
from scipy.signal import resample_poly

from detectors.radio.listening import Heard, Listening
from detectors.radio.plays import Sounded
from fingerprinting.audio import SAMPLE_RATE, Pcm
from fingerprinting.lookup.index import Index
from kernel.events.detections import Profile
from kernel.ids import SongId, StationId
from tests.unit.listening.made import known

STATION = StationId("radio-1")
ZERO = datetime(2026, 3, 2, 6, tzinfo=UTC)


def index() -> Index:
    return known(Profile.LINE).index


def at_speed(pcm: Pcm, speed: float) -> Pcm:
    """The samples as a station plays them that runs so much faster."""
    ratio = Fraction(speed).limit_denominator(1000)
    return np.rint(resample_poly(pcm.astype(np.float64), ratio.denominator, ratio.numerator)).astype(np.int16)


def listened(*parts: Pcm, step: float = 5.0) -> list[list[Heard]]:
    """What is heard after each step."""
    pcm = np.concatenate(parts)
    listening = Listening(index())
    length = round(step * SAMPLE_RATE)
    return [listening.feed(pcm[at : at + length]) for at in range(0, len(pcm), length)]


def heard(*parts: Pcm) -> list[Heard]:
    """Every song that was heard, as it was known last, in order of their beginnings."""
    found: list[Heard] = []
    for each in (each for step in listened(*parts) for each in step):
        found = [other for other in found if other.song != each.song or abs(other.zero_s - each.zero_s) > 5]
        found.append(each)
    return sorted(found, key=lambda each: each.from_s)


def sounded(
    song: str, began: float, ended: float, song_from: float = 0.0, cut: bool = False, fit: float = 1.0
) -> Sounded:
    """A song on air from second to second after ZERO, from its own second `song_from` on."""
    return Sounded(
        song=SongId(song),
        began=after(began),
        ended=after(ended),
        zero=after(began - song_from),
        cut=cut,
        speed=1.0,
        confidence=0.9,
        clip=f"{song} at {began}".encode(),
        clip_at=after(began),
        fit=fit,
    )


def after(seconds: float) -> datetime:
    return ZERO + timedelta(seconds=seconds)


def spans(found: Sequence[Heard]) -> list[tuple[str, float, float]]:
    return [(each.song, each.from_s, each.to_s) for each in found]
