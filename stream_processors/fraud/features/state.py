"""What is remembered of one source, in bounded space, and its packed form."""

from array import array
from struct import Struct
from typing import Final, Self

from stream_processors.fraud.features import sums as at
from stream_processors.fraud.features.days import DAYS_BYTES, NEVER, Days
from stream_processors.fraud.features.heavy_hitters import ENTRY_BYTES, HeavyHitters
from stream_processors.fraud.features.seen_before import SeenBefore

VERSION: Final = 1
"""Of the packed form. A profile of another version is forgotten: habits are learned anew within days."""

SONGS: Final = 10
ARTISTS: Final = 12
PLACES: Final = 5
"""Entries of the tables: whatever makes up more than 1/n of the plays is surely among them."""

TRANSITIONS: Final = 128
SOUNDS: Final = 64
"""Places of the memories of transitions and of fingerprints, a byte each."""

HOURS: Final = 24
RECENT: Final = 4
"""Songs whose order is remembered."""

BEFORE_ALL: Final = -(1 << 31)
"""A landmark that every play comes long after."""

_FIXED: Final = Struct(f"<4B?xxxi4q{RECENT}Q{at.WIDTH}d6d{HOURS}f")
_TABLES: Final = (SONGS + ARTISTS + PLACES) * ENTRY_BYTES

MOST_BYTES: Final = _FIXED.size + DAYS_BYTES + TRANSITIONS + SOUNDS + _TABLES
"""Of a dumped profile."""


class State:
    """The habits of one source: made by `load`, kept by `dump`.

    Moments are in milliseconds since 1970, NEVER before the first play. `sums`, `hours` and the tables count from
    `landmark` on. `in_order` tells of the last play, `recent` holds the hashes of the newest songs, 0 for none.
    """

    __slots__ = (
        "artists",
        "days",
        "first_ms",
        "hours",
        "in_order",
        "landmark",
        "last_end_ms",
        "newest_ms",
        "places",
        "recent",
        "run_start_ms",
        "songs",
        "sounds",
        "sums",
        "transitions",
    )

    def __init__(self) -> None:
        self.landmark = BEFORE_ALL
        self.first_ms = NEVER
        self.newest_ms = NEVER
        self.last_end_ms = NEVER
        self.run_start_ms = NEVER
        self.in_order = True
        self.recent = [0] * RECENT
        self.sums = [0.0] * at.WIDTH
        self.hours = array("f", [0.0] * HOURS)
        self.days = Days()
        self.songs = HeavyHitters(SONGS)
        self.artists = HeavyHitters(ARTISTS)
        self.places = HeavyHitters(PLACES)
        self.transitions = SeenBefore(bytes(TRANSITIONS))
        self.sounds = SeenBefore(bytes(SOUNDS))

    @classmethod
    def load(cls, data: bytes | None) -> Self:
        """The profile that was dumped; a fresh one where there is none, or one of another version."""
        profile = cls()
        if not data or data[0] != VERSION:
            return profile
        _, songs, artists, places, profile.in_order, profile.landmark, *rest = _FIXED.unpack_from(data)
        profile.first_ms, profile.newest_ms, profile.last_end_ms, profile.run_start_ms = rest[:4]
        profile.recent = rest[4:8]
        totals = 8 + at.WIDTH
        profile.sums = rest[8:totals]
        profile.hours = array("f", rest[totals + 6 :])
        start, end = _FIXED.size, _FIXED.size + DAYS_BYTES
        profile.days = Days(data[start:end])
        start, end = end, end + TRANSITIONS
        profile.transitions = SeenBefore(data[start:end])
        start, end = end, end + SOUNDS
        profile.sounds = SeenBefore(data[start:end])
        start, end = end, end + songs * ENTRY_BYTES
        profile.songs = HeavyHitters(SONGS, data[start:end], (rest[totals], rest[totals + 1]))
        start, end = end, end + artists * ENTRY_BYTES
        profile.artists = HeavyHitters(ARTISTS, data[start:end], (rest[totals + 2], rest[totals + 3]))
        start, end = end, end + places * ENTRY_BYTES
        profile.places = HeavyHitters(PLACES, data[start:end], (rest[totals + 4], rest[totals + 5]))
        return profile

    def dump(self) -> bytes:
        """The profile in at most MOST_BYTES, its version first."""
        songs, artists, places = self.songs, self.artists, self.places
        fixed = _FIXED.pack(
            VERSION,
            len(songs),
            len(artists),
            len(places),
            self.in_order,
            self.landmark,
            self.first_ms,
            self.newest_ms,
            self.last_end_ms,
            self.run_start_ms,
            *self.recent,
            *self.sums,
            songs.sure_total,
            songs.logs,
            artists.sure_total,
            artists.logs,
            places.sure_total,
            places.logs,
            *self.hours,
        )
        parts = (self.days, self.transitions, self.sounds, songs, artists, places)
        return fixed + b"".join([part.pack() for part in parts])
