"""What one source reports: plays after each other, as somebody hears them. The same seed reports the same."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from injyana.simulate.sounds import heard
from simulation.catalogue import SimulatedSong
from tests.faults.harness.items import Content, Item

SHARES = {Content.SOUND: 50, Content.NAMED: 35, Content.STRANGE: 10, Content.POISON: 5}
"""Of the items, in hundredths."""
UNREGISTERED = 100_000
"""Numbers of songs from here on are in nobody's catalogue."""
LONG_AGO = 0.2
"""Share of the sources that report last week's plays, which take the way of the backfill."""


class Reporter:
    """One source. Its plays do not overlap, and all of them lie in the past."""

    def __init__(
        self,
        source: str,
        songs: Mapping[int, SimulatedSong],
        now: datetime,
        seed: str,
        clock: timedelta | None = None,
    ) -> None:
        """`songs`: what it may play, by the numbers that say how each sounds.

        `clock`: how far its clock is ahead, which it tells with each upload; without, it tells no time."""
        self.source = source
        self._clock = clock
        self._songs = songs
        self._numbers = sorted(songs)
        self._random = random.Random(seed)
        ago = timedelta(hours=self._random.uniform(14, 18))
        if self._random.random() < LONG_AGO:
            ago += timedelta(days=self._random.randrange(4, 9))
        self._next = (now - ago).replace(microsecond=0)
        self._until = self._next + timedelta(hours=13.5)

    @property
    def tired(self) -> bool:
        """Whether it has reported its day; a longer one would look like a machine's."""
        return self._next > self._until

    def next(self, count: int) -> list[Item]:
        """Its next plays."""
        return [self._item() for _ in range(count)]

    def _item(self) -> Item:
        content = self._random.choices(list(SHARES), list(SHARES.values()))[0]
        at, length = self._next, timedelta(milliseconds=self._random.randrange(40_000, 160_000))
        self._next = at + length + timedelta(milliseconds=self._random.randrange(1_000, 40_000))
        number = self._random.choice(self._numbers)
        body: dict[str, Any] = {
            "event_id": self._id(at),
            "played_at": (at + (self._clock or timedelta())).isoformat(),
            "duration_ms": length // timedelta(milliseconds=1),
            "kind": "metadata" if content is Content.NAMED else "fingerprint",
        }
        song = self._songs[number]
        if content is Content.NAMED:
            body["metadata"] = {"title": song.title, "artist": song.artist, "isrc": song.isrc}
        else:
            body["fingerprint"] = {"algorithm": "chromaprint", "profile": "line", "data": self._sound(content, number)}
        known = content in (Content.SOUND, Content.NAMED)
        return Item(content, self.source, at, body, song.song_id if known else None, self._clock)

    def _sound(self, content: Content, number: int) -> str:
        song = number + UNREGISTERED if content is Content.STRANGE else number
        data = heard(song, self._random.getrandbits(63), self._random.uniform(0.8, 0.95))
        return data[: len(data) // 2 // 4 * 4] if content is Content.POISON else data

    def _id(self, at: datetime) -> str:
        """A UUIDv7 (RFC 9562) of the play's beginning."""
        value = int(at.timestamp() * 1000) << 80 | self._random.getrandbits(80)
        value = value & ~(0xF << 76) | 7 << 76
        return str(UUID(int=value & ~(0x3 << 62) | 2 << 62))


class Repeat:
    """A source that reports what it has reported before."""

    def __init__(self, source: str, items: list[Item]) -> None:
        self.source = source
        self._left = list(items)

    @property
    def tired(self) -> bool:
        return not self._left

    def next(self, count: int) -> list[Item]:
        now, self._left = self._left[:count], self._left[count:]
        return now
