"""A payee's audience as the kinds of finding see it: sources and plays as arrays, in an order of their own.

Everything here is a function of the set of plays that are remembered, never of the order in which they came.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kernel.ids import ArtistId, SourceId
from stream_processors.fraud.second_look.bucket import SEPARATOR
from stream_processors.fraud.second_look.packing import DAY_MS, HEADER, PLAY, PLAY_ROW, SOURCE, SOURCE_ROW

LOOK_BACK = 6
"""Days before a day that it is seen together with: a week has all its week-days once."""

Rows = NDArray[np.void]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]


class Day:
    """One day's packed buckets, as rows sorted by the source's hash."""

    def __init__(self, number: int, buckets: Sequence[bytes]) -> None:
        self.number = number
        self._buckets = buckets

    def __len__(self) -> int:
        return sum(HEADER.unpack_from(data)[0] for data in self._buckets)

    @cached_property
    def sources(self) -> Rows:
        """One row a source (SOURCE_ROW)."""
        return _sorted([_sources(data) for data in self._buckets], "hash")

    @cached_property
    def plays(self) -> Rows:
        """The sampled plays (PLAY_ROW), each source's together, by priority."""
        return _sorted([_plays(data) for data in self._buckets], "source")

    @cached_property
    def ids(self) -> dict[int, SourceId]:
        """Source ids by hash."""
        return {
            int(row["hash"]): SourceId(name.decode())
            for data in self._buckets
            for row, name in zip(_sources(data), _ids(data), strict=True)
        }


class Audience:
    """What is known of a payee on a day and the LOOK_BACK days before it, the day itself last."""

    def __init__(self, artist_id: ArtistId, days: Sequence[Day]) -> None:
        self.artist_id = artist_id
        self.days = days
        self.today = days[-1]

    @cached_property
    def plays(self) -> "Plays":
        """The sampled plays of all the days."""
        return Plays(self.days)

    @cached_property
    def habits(self) -> "Habits":
        """The sources of all the days."""
        return Habits(self.days)

    def ids_of(self, hashes: Sequence[int]) -> tuple[SourceId, ...]:
        """The ids behind hashes, sorted."""
        found: dict[int, SourceId] = {}
        for day in self.days:
            found |= day.ids
        return tuple(sorted(found[number] for number in hashes))


class Plays:
    """Sampled plays of several days, column by column.

    `source` counts the sources from 0 in the order of their hashes; `at` is in milliseconds, as clocks in Kigali show
    them, since 1970.
    """

    def __init__(self, days: Sequence[Day]) -> None:
        rows = np.concatenate([day.plays for day in days])
        self.hashes, inverse = np.unique(rows["source"].astype(np.uint64), return_inverse=True)
        self.source: Ints = inverse.astype(np.int64)
        starts = np.repeat([day.number * DAY_MS for day in days], [len(day.plays) for day in days])
        self.at: Ints = rows["at"].astype(np.int64) + starts
        self._rows = rows

    def __len__(self) -> int:
        return len(self.source)

    @cached_property
    def duration(self) -> Ints:
        """Milliseconds heard."""
        return self._rows["duration"].astype(np.int64)

    @cached_property
    def song(self) -> Ints:
        return self._rows["song"].astype(np.int64)

    @cached_property
    def print(self) -> Words:
        """The fingerprint's hash; 0 for none."""
        return self._rows["print"].astype(np.uint64)

    @cached_property
    def sequence(self) -> Words:
        """What stands for this song and the three before it; 0 for none."""
        return self._rows["sequence"].astype(np.uint64)

    @cached_property
    def mixed(self) -> Ints:
        """By how many artists those four songs are; 0 where unknown."""
        return self._rows["mixed"].astype(np.int64)

    @cached_property
    def type(self) -> Ints:
        """The source's type, as its place in TYPES."""
        return self._rows["type"].astype(np.int64)

    @cached_property
    def lat(self) -> Ints:
        """In DEGREES parts of a degree; NOWHERE where unknown."""
        return self._rows["lat"].astype(np.int64)

    @cached_property
    def lon(self) -> Ints:
        return self._rows["lon"].astype(np.int64)


class Habits:
    """The sources of several days: one row a source and day, and sums over the days of each source.

    `source` counts the sources from 0 in the order of their hashes.
    """

    def __init__(self, days: Sequence[Day]) -> None:
        rows = np.concatenate([day.sources for day in days])
        self.day: Ints = np.repeat([day.number for day in days], [len(day.sources) for day in days])
        self.hashes, inverse = np.unique(rows["hash"].astype(np.uint64), return_inverse=True)
        self.source: Ints = inverse.astype(np.int64)
        self.plays: Ints = rows["plays"].astype(np.int64)
        self.heard_ms: Ints = rows["heard_ms"].astype(np.int64)
        self.hours: Ints = rows["hours"].astype(np.int64)
        self.type: Ints = rows["type"].astype(np.int64)
        self._rows = rows

    def __len__(self) -> int:
        return len(self.hashes)

    def total(self, column: Ints | Floats | Bools) -> Floats:
        """A column's sum over the days of each source."""
        return np.bincount(self.source, weights=column, minlength=len(self)).astype(np.float64)

    @cached_property
    def all_plays(self) -> Floats:
        return self.total(self.plays)

    @cached_property
    def days(self) -> Floats:
        """On how many days each source played the payee."""
        return np.bincount(self.source, minlength=len(self)).astype(np.float64)

    @cached_property
    def share(self) -> Floats:
        """The payee's part of each source's recent plays, 0 to 1, on average."""
        return self.total(self._rows["share"].astype(np.int64)) / self.all_plays / 1000

    @cached_property
    def recent(self) -> Floats:
        """Each source's recent plays of all payees, on average; 0 where unknown."""
        return self.total(self._rows["recent"].astype(np.int64)) / self.all_plays

    @cached_property
    def artists(self) -> Floats:
        """As how many equally played artists each source plays, on average; 0 where unknown."""
        return self.total(self._rows["artists"].astype(np.int64)) / self.all_plays / 1000

    @cached_property
    def registered(self) -> Floats:
        """The hour of each source's registration, counted from 1970; infinite where unknown."""
        hours = np.full(len(self), np.inf)
        known = self._rows["registered"].astype(np.int64)
        np.minimum.at(hours, self.source, np.where(known == 2**32 - 1, np.inf, known))
        return hours

    @cached_property
    def type_of(self) -> Ints:
        """Each source's type, as its place in TYPES."""
        types = np.full(len(self), len(self), dtype=np.int64)
        types[self.source] = self.type
        return types


def _sources(data: bytes) -> Rows:
    count = HEADER.unpack_from(data)[0]
    return np.frombuffer(data, SOURCE_ROW, count, HEADER.size)


def _plays(data: bytes) -> Rows:
    sources, plays = HEADER.unpack_from(data)
    return np.frombuffer(data, PLAY_ROW, plays, HEADER.size + sources * SOURCE.size)


def _ids(data: bytes) -> list[bytes]:
    sources, plays = HEADER.unpack_from(data)
    return data[HEADER.size + sources * SOURCE.size + plays * PLAY.size :].split(SEPARATOR)


def _sorted(parts: list[Rows], by: str) -> Rows:
    if not parts:
        return np.empty(0, SOURCE_ROW if by == "hash" else PLAY_ROW)
    rows = np.concatenate(parts) if len(parts) > 1 else parts[0]
    return rows[np.argsort(rows[by], kind="stable")]
