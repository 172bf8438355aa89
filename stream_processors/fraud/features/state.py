"""What is remembered of one source, in bounded space, and its packed form."""

from array import array
from struct import Struct
from typing import Final, Self

from stream_processors.fraud.features.days import DAYS_BYTES, NEVER, Days
from stream_processors.fraud.features.decay import weight_of
from stream_processors.fraud.features.heavy_hitters import ENTRY_BYTES, HeavyHitters
from stream_processors.fraud.features.sums import WIDTH

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
"""Songs whose order is remembered, with their artists."""

BEFORE_ALL: Final = -(1 << 31)
"""A landmark that every play comes long after."""

_FIXED: Final = Struct(f"<4B?xxxi4q{2 * RECENT}I{WIDTH}d6d")
_ARTISTS: Final = 10 + RECENT
_SUMS: Final = _ARTISTS + RECENT
_TOTALS: Final = _SUMS + WIDTH
_HOURS_START: Final = _FIXED.size
_DAYS_START: Final = _HOURS_START + HOURS * 4
_TRANSITIONS_START: Final = _DAYS_START + DAYS_BYTES
_SOUNDS_START: Final = _TRANSITIONS_START + TRANSITIONS
_TABLES_START: Final = _SOUNDS_START + SOUNDS

MOST_BYTES: Final = _TABLES_START + (SONGS + ARTISTS + PLACES) * ENTRY_BYTES
"""Of a dumped profile."""


class State:
    """The habits of one source: made by `load`, kept by `dump`.

    Moments are in milliseconds since 1970, NEVER before the first play. `sums`, `hours` and the tables count from
    `landmark` on. `in_order` tells of the last play. `recent_songs` and `recent_artists` hold 32 bits of the ids'
    hashes, the newest last, 0 for none. `now` is what a play of the newest moment weighs, 1.0 before the first.
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
        "now",
        "places",
        "recent_artists",
        "recent_songs",
        "run_start_ms",
        "songs",
        "sounds",
        "sums",
        "transitions",
    )

    def __init__(self, data: bytes) -> None:
        kept = _FIXED.unpack_from(data)
        self.in_order: bool = kept[4]
        self.landmark: int = kept[5]
        self.first_ms: int = kept[6]
        self.newest_ms: int = kept[7]
        self.last_end_ms: int = kept[8]
        self.run_start_ms: int = kept[9]
        self.now = weight_of(self.newest_ms, self.landmark) if self.newest_ms != NEVER else 1.0
        self.recent_songs: tuple[int, ...] = kept[10:_ARTISTS]
        self.recent_artists: tuple[int, ...] = kept[_ARTISTS:_SUMS]
        self.sums: list[float] = list(kept[_SUMS:_TOTALS])
        self.hours = array("f", data[_HOURS_START:_DAYS_START])
        self.days = Days(data[_DAYS_START:_TRANSITIONS_START])
        self.transitions = bytearray(data[_TRANSITIONS_START:_SOUNDS_START])
        self.sounds = bytearray(data[_SOUNDS_START:_TABLES_START])
        songs_end = _TABLES_START + kept[1] * ENTRY_BYTES
        artists_end = songs_end + kept[2] * ENTRY_BYTES
        self.songs = HeavyHitters(SONGS, data[_TABLES_START:songs_end], *kept[_TOTALS : _TOTALS + 2])
        self.artists = HeavyHitters(ARTISTS, data[songs_end:artists_end], *kept[_TOTALS + 2 : _TOTALS + 4])
        self.places = HeavyHitters(PLACES, data[artists_end:], *kept[_TOTALS + 4 :])

    @classmethod
    def load(cls, data: bytes | None) -> Self:
        """The profile that was dumped; a fresh one where there is none, or one of another version."""
        return cls(data if data and data[0] == VERSION else _FRESH)

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
            *self.recent_songs,
            *self.recent_artists,
            *self.sums,
            songs.total,
            songs.logs,
            artists.total,
            artists.logs,
            places.total,
            places.logs,
        )
        return b"".join(
            (
                fixed,
                self.hours.tobytes(),
                self.days.pack(),
                self.transitions,
                self.sounds,
                songs.pack(),
                artists.pack(),
                places.pack(),
            )
        )


def _fresh() -> bytes:
    """A source of which nothing is known, packed."""
    numbers = (VERSION, 0, 0, 0, True, BEFORE_ALL, NEVER, NEVER, NEVER, NEVER)
    fixed = _FIXED.pack(*numbers, *[0] * 2 * RECENT, *[0.0] * (WIDTH + 6))
    return fixed + bytes(HOURS * 4) + Days().pack() + bytes(TRANSITIONS + SOUNDS)


_FRESH: Final = _fresh()
