"""One remembered play in 48 bytes, and back. The layout is described in schemas/avro/source_day.avsc."""

from functools import lru_cache
from hashlib import blake2b
from math import ceil
from struct import Struct

import msgspec

from kernel.events.detections import Location
from kernel.events.plays import RecognizedPlay
from kernel.ids import SongId

DAY_MS = 86_400_000

PLAY = Struct(">I16sI6sQiHI")
SIZE = PLAY.size
OFFSET = Struct(">I")
SPAN = Struct(">I16xI24x")
"""Only when it began and how long it was heard."""
WHAT = Struct(">I6s")
WHAT_AT = 20
"""Where duration and song lie in a play, one after the other: a run of plays is looked for by these bytes."""
SONG_AT = 24
PARTS = Struct(">20x10s14x4s")
"""What was heard (duration and song), and its fingerprint."""
FLAGS_AT = 30
TELLS = Struct(">QiH")
TELLS_AT = 30
"""Where place, skew and sequence lie."""
PRINT_AT = 44

COUNTED = 0x80
PLACED = 0x40
TOLD_CLOCK = 0x20
NUMBERED = 0x10
OWN = 0x08
MISNAMED = 0x04
CAUGHT = 0x02

SEQUENCES = 1 << 16
_DEGREE = 10_000
"""Steps a degree: 11 metres."""
_MOST_LAT = 180 * _DEGREE
_MOST_LON = 360 * _DEGREE
_UNSURE = (1 << 13) - 1
"""Tens of metres: 82 km. A place less sure than that is no place."""
_SKEW_LIMIT = (1 << 31) - 1


class Seen(msgspec.Struct, frozen=True, gc=False):
    """A remembered play. `start_ms` counts from 1970; `sequence` is only known modulo 65,536.

    `counted`: the rules accepted it. `lat`, `lon` and `accuracy_m` are None where it has no place; `skew_s` is None
    where the source did not tell its clock.
    """

    event_id: bytes
    start_ms: int
    duration_ms: int
    song: bytes
    counted: bool = True
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    skew_s: int | None = None
    sequence: int | None = None


@lru_cache(maxsize=1 << 16)
def song_hash(song_id: SongId) -> bytes:
    """48 bits that stand for a song: two different ones of an ear are equal once in 10^14 pairs."""
    return blake2b(song_id.encode(), digest_size=6).digest()


def print_hash(fingerprint_hash: int) -> bytes:
    """32 bits that stand for a fingerprint; all zero for none."""
    return (fingerprint_hash & 0xFFFFFFFF or 1).to_bytes(4, "big")


def misnamed(play: RecognizedPlay) -> bool:
    """Whether the source named one song of the catalogue and the sound is another."""
    return play.declared_song_id is not None and play.declared_song_id != play.song_id


def pack(play: RecognizedPlay, event_id: bytes, offset_ms: int, flags: int) -> bytes:
    """A play `offset_ms` after the start of its day. `flags`: COUNTED (rules accepted it), OWN, MISNAMED, CAUGHT."""
    place = 0
    if play.location is not None and (place := _place(play.location)):
        flags |= PLACED
    skew = sequence = 0
    if play.sent_at is not None:
        flags |= TOLD_CLOCK
        skew = play.skew_ms // 1000
        if abs(skew) > _SKEW_LIMIT:
            skew = _SKEW_LIMIT if skew > 0 else -_SKEW_LIMIT
    if play.sequence is not None:
        flags |= NUMBERED
        sequence = play.sequence % SEQUENCES
    song = song_hash(play.song_id)
    sound = 0 if play.fingerprint_hash is None else play.fingerprint_hash & 0xFFFFFFFF or 1
    return PLAY.pack(offset_ms, event_id, play.duration_ms, song, flags << 56 | place, skew, sequence, sound)


def unpack(data: bytes | bytearray, at: int, day_ms: int) -> Seen:
    """The play whose bytes begin at `at`, of the day that begins at `day_ms`."""
    offset_ms, event_id, duration_ms, song, place, skew, sequence, _ = PLAY.unpack_from(data, at)
    flags = place >> 56
    lat = lon = accuracy_m = None
    if flags & PLACED:
        lat, lon, accuracy_m = place_of(place)
    return Seen(
        event_id,
        day_ms + offset_ms,
        duration_ms,
        song,
        bool(flags & COUNTED),
        lat,
        lon,
        accuracy_m,
        skew if flags & TOLD_CLOCK else None,
        sequence if flags & NUMBERED else None,
    )


def place_of(place: int) -> tuple[float, float, float]:
    """Latitude and longitude in degrees, and accuracy in metres, of a packed place."""
    return (place >> 35 & 0x1FFFFF) / _DEGREE - 90, (place >> 13 & 0x3FFFFF) / _DEGREE - 180, (place & _UNSURE) * 10.0


def ahead_of(sequence: int, other: int) -> int:
    """How far a counter is ahead of another one that is known modulo SEQUENCES only."""
    return (sequence - other + SEQUENCES // 2) % SEQUENCES - SEQUENCES // 2


def _place(place: Location) -> int:
    """Latitude, longitude and accuracy in 56 bits; 0 for a place that is not sure enough to be one."""
    accuracy = ceil((place.accuracy_m or 0.0) / 10)
    if accuracy > _UNSURE:
        return 0
    lat, lon = round((place.lat + 90) * _DEGREE), round((place.lon + 180) * _DEGREE)
    if not (0 <= lat <= _MOST_LAT and 0 <= lon <= _MOST_LON):
        lat, lon = max(0, min(_MOST_LAT, lat)), max(0, min(_MOST_LON, lon))
    return lat << 35 | lon << 13 | accuracy
