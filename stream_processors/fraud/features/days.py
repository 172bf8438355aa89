"""What a source did on each of its last eight civil days of Kigali, the latest and the seven before it."""

from math import log
from struct import Struct
from typing import Final

DAYS: Final = 8
DAY_MS: Final = 86_400_000
KIGALI_MS: Final = 7_200_000
"""Africa/Kigali is two hours ahead of UTC all year."""

NEVER: Final = -(1 << 62)

SONG_BITS: Final = 256
"""Bits of the sketch of a day pair's songs: 500 different songs a week are counted to 7 %, 1,000 to 10 %."""

PAIRS: Final = DAYS // 2
"""Songs are kept for two days together."""

_LONGEST_MINUTES: Final = (1 << 16) - 1
_MOST: Final = (1 << 32) - 1
_PACKED: Final = Struct(f"<q{DAYS}I{DAYS}H")
_SONG_BYTES: Final = PAIRS * SONG_BITS // 8
_PAIR_MASK: Final = (1 << SONG_BITS) - 1
_HALF: Final = 2 * SONG_BITS

DAYS_BYTES: Final = _PACKED.size + _SONG_BYTES

_SONGS: Final = tuple(
    SONG_BITS * log(SONG_BITS / (SONG_BITS - bits)) if bits < SONG_BITS else SONG_BITS * log(2 * SONG_BITS)
    for bits in range(SONG_BITS + 1)
)
"""Different songs by the bits that are set: Whang et al., linear counting, TODS 1990. A full sketch counts as one of
half a bit empty."""


def day_of(at_ms: int) -> int:
    """The civil day in Kigali, counted from 1970."""
    return (at_ms + KIGALI_MS) // DAY_MS


class Days:
    """Plays and the longest run of each day, and which songs each pair of days had.

    A late play counts for its own day as long as the day is remembered. `newest` is the latest day that had a play.
    """

    __slots__ = ("_longest", "_plays", "_runs", "_songs", "_total", "newest")

    def __init__(self, packed: bytes | None = None) -> None:
        self.newest = NEVER
        self._songs = self._total = self._longest = 0
        if packed is None:
            self._plays = [0] * DAYS
            self._runs = [0] * DAYS
        else:
            self.newest, *rest = _PACKED.unpack_from(packed)
            self._plays, self._runs = rest[:DAYS], rest[DAYS:]
            self._songs = int.from_bytes(packed[_PACKED.size :], "little")
            self._total = sum(self._plays)
            self._longest = max(self._runs)

    def pack(self) -> bytes:
        return _PACKED.pack(self.newest, *self._plays, *self._runs) + self._songs.to_bytes(_SONG_BYTES, "little")

    def add(self, day: int, song: int) -> None:
        """A play of a song (its hash) on a day."""
        if day > self.newest:
            self._open(day)
        elif day <= self.newest - DAYS:
            return
        at = day % DAYS
        if self._plays[at] < _MOST:
            self._plays[at] += 1
            self._total += 1
        pair = day >> 1
        if pair > (self.newest >> 1) - PAIRS:
            self._songs |= 1 << (pair % PAIRS * SONG_BITS + song % SONG_BITS)

    def ran(self, minutes: int) -> None:
        """A run of that length that goes on on the latest day."""
        at = self.newest % DAYS
        if minutes > self._runs[at]:
            self._runs[at] = min(minutes, _LONGEST_MINUTES)
            self._longest = max(self._runs)

    def figures(self) -> tuple[float, int, int, int, int, int]:
        """What the days say, in one answer.

        About how many different songs the last four pairs of days had, and how many plays; minutes of the longest run;
        plays on the latest day, and on the seven before it together; the latest day.
        """
        songs, plays, newest = self._songs, self._plays, self.newest
        halves = songs | songs >> _HALF
        bits = (halves | halves >> SONG_BITS) & _PAIR_MASK
        latest, total = plays[newest % DAYS], self._total
        counted = total if newest % 2 else total - plays[(newest + 1) % DAYS]
        return _SONGS[bits.bit_count()], counted, self._longest, latest, total - latest, newest

    def _open(self, day: int) -> None:
        for opened in range(max(self.newest + 1, day - DAYS + 1), day + 1):
            self._plays[opened % DAYS] = 0
            self._runs[opened % DAYS] = 0
        for pair in range(max((self.newest >> 1) + 1, (day >> 1) - PAIRS + 1), (day >> 1) + 1):
            self._songs &= ~(_PAIR_MASK << pair % PAIRS * SONG_BITS)
        self._total = sum(self._plays)
        self._longest = max(self._runs)
        self.newest = day
