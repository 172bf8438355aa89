"""How a bucket of a payee's day is packed: rows of sources, rows of plays, ids.

Rows are big-endian and begin with what they are sorted by, so that their bytes sort as their numbers do. Everything
that is added up is a whole number: sums do not depend on the order in which plays came.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from struct import Struct

import numpy as np

from kernel.events.findings import Sighting
from kernel.events.sources import SourceType

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KIGALI_MS = 2 * HOUR_MS
"""Africa/Kigali is two hours before UTC all year."""

TYPES = tuple(SourceType)
SHARES = 1_000
"""Shares are kept in thousandths, and so are numbers of artists."""
DEGREES = 10_000
"""Places are kept in ten-thousandths of a degree, 11 m."""
NOWHERE = -(2**31)
MOST = 2**32 - 1

SOURCE = Struct(">QIIIQQQB")
"""hash, plays, mask of hours, hour of registration, sums of share, recent plays and artists, type."""
SOURCE_ROW = np.dtype(
    [
        ("hash", ">u8"),
        ("plays", ">u4"),
        ("hours", ">u4"),
        ("registered", ">u4"),
        ("share", ">u8"),
        ("recent", ">u8"),
        ("artists", ">u8"),
        ("type", "u1"),
    ]
)

PLAY = Struct(">QIIIIQQiiBB")
"""hash of the source, priority, ms of the day, duration, song, fingerprint, sequence, place, its artists, type."""
PLAY_ROW = np.dtype(
    [
        ("source", ">u8"),
        ("priority", ">u4"),
        ("at", ">u4"),
        ("duration", ">u4"),
        ("song", ">u4"),
        ("print", ">u8"),
        ("sequence", ">u8"),
        ("lat", ">i4"),
        ("lon", ">i4"),
        ("mixed", "u1"),
        ("type", "u1"),
    ]
)

HEADER = Struct(">HI")
"""Number of sources, number of plays."""


@lru_cache(maxsize=200_000)
def hash_of(text: str) -> int:
    """64 bits that are the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def ms_of(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def day_number(at: datetime) -> int:
    """Civil days in Africa/Kigali since 1970."""
    return (ms_of(at) + KIGALI_MS) // DAY_MS


def day_start(number: int) -> datetime:
    """Midnight in Africa/Kigali, in UTC."""
    return EPOCH + timedelta(days=number) - timedelta(milliseconds=KIGALI_MS)


def play_row(source: int, sighting: Sighting) -> bytes:
    """A play. Its priority is the song's, so that of copied plays the same ones are kept."""
    song = hash_of(sighting.song_id) >> 32
    sequence = (sighting.sequence_hash or 0) % 2**64
    located = sighting.lat is not None and sighting.lon is not None
    return PLAY.pack(
        source,
        _spread(song),
        (ms_of(sighting.played_at) + KIGALI_MS) % DAY_MS,
        min(sighting.duration_ms, MOST),
        song,
        (sighting.fingerprint_hash or 0) % 2**64,
        sequence,
        round(sighting.lat * DEGREES) if located and sighting.lat is not None else NOWHERE,
        round(sighting.lon * DEGREES) if located and sighting.lon is not None else NOWHERE,
        min(sighting.sequence_artists or 0, 255),
        TYPES.index(sighting.source_type),
    )


def source_row(source: int, sighting: Sighting, before: bytes | None) -> bytes:
    """The source's row with one more play."""
    hour = (ms_of(sighting.played_at) + KIGALI_MS) % DAY_MS // HOUR_MS
    figures = (
        source,
        1,
        1 << hour,
        _registered(sighting),
        round(sighting.share * SHARES),
        round(sighting.plays or 0.0),
        round((sighting.artists or 0.0) * SHARES),
        TYPES.index(sighting.source_type),
    )
    if before is None:
        return SOURCE.pack(*figures)
    _, plays, hours, registered, share, recent, artists, kind = SOURCE.unpack(before)
    return SOURCE.pack(
        source,
        min(plays + 1, MOST),
        hours | figures[2],
        min(registered, figures[3]),
        share + figures[4],
        recent + figures[5],
        artists + figures[6],
        min(kind, figures[7]),
    )


def _registered(sighting: Sighting) -> int:
    """The hour of registration, counted from 1970; MOST where it is unknown."""
    if sighting.age_days is None:
        return MOST
    return max(round(ms_of(sighting.played_at) / HOUR_MS - sighting.age_days * 24), 0)


def _spread(number: int) -> int:
    """32 bits in which numbers that are close to each other are not (the finaliser of MurmurHash3)."""
    number = (number ^ number >> 33) * 0xFF51AFD7ED558CCD % 2**64
    return (number ^ number >> 33) * 0xC4CEB9FE1A85EC53 % 2**64 >> 32
