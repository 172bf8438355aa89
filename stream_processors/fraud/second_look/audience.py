"""A payee's audience as the kinds of finding see it: sources and plays as arrays, in an order of their own.

Everything here is a function of the set of plays that are remembered, never of the order in which they came.
"""

from collections.abc import Iterator, Sequence, Set
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kernel.ids import ArtistId, SourceId
from stream_processors.fraud.second_look.bucket import SEPARATOR
from stream_processors.fraud.second_look.packing import DAY_MS, HEADER, PLAY, PLAY_ROW, SOURCE, SOURCE_ROW

LOOK_BACK = 6
"""Days before a day that it is seen together with: a week has all its week-days once."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]


class Day:
    """One day's packed buckets, in the order of their numbers. Within a bucket sources are in the order of hashes."""

    def __init__(self, number: int, buckets: Sequence[bytes]) -> None:
        self.number = number
        self._buckets = buckets
        self._counts = [HEADER.unpack_from(data) for data in buckets]
        self.sources = sum(sources for sources, _ in self._counts)
        self.plays = sum(plays for _, plays in self._counts)

    def source_rows(self) -> Iterator[bytes]:
        """Rows of sources, packed as SOURCE_ROW."""
        for data, (sources, _) in zip(self._buckets, self._counts, strict=True):
            yield data[HEADER.size : HEADER.size + sources * SOURCE.size]

    def play_rows(self) -> Iterator[bytes]:
        """Rows of sampled plays, packed as PLAY_ROW."""
        for data, (sources, plays) in zip(self._buckets, self._counts, strict=True):
            start = HEADER.size + sources * SOURCE.size
            yield data[start : start + plays * PLAY.size]

    def ids_of(self, hashes: Set[int]) -> Iterator[SourceId]:
        """The ids behind hashes, as far as the day knows them."""
        for data, (sources, plays) in zip(self._buckets, self._counts, strict=True):
            rows = np.frombuffer(data, SOURCE_ROW, sources, HEADER.size)
            wanted = [place for place, each in enumerate(rows["hash"].tolist()) if each in hashes]
            if wanted:
                names = data[HEADER.size + sources * SOURCE.size + plays * PLAY.size :].split(SEPARATOR)
                yield from (SourceId(names[place].decode()) for place in wanted)


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

    def ids_of(self, hashes: Words) -> tuple[SourceId, ...]:
        """The ids behind hashes, sorted."""
        wanted = set(hashes.tolist())
        return tuple(sorted({name for day in self.days for name in day.ids_of(wanted)}))


class Plays:
    """Sampled plays of several days, column by column.

    `source` counts the sources from 0 in the order of their hashes; `at` is in milliseconds, as clocks in Kigali show
    them, since 1970.
    """

    def __init__(self, days: Sequence[Day]) -> None:
        rows = np.frombuffer(b"".join([rows for day in days for rows in day.play_rows()]), PLAY_ROW)
        self.hashes, inverse = np.unique(rows["source"].astype(np.uint64), return_inverse=True)
        self.source: Ints = inverse.astype(np.int64)
        starts = np.repeat([day.number * DAY_MS for day in days], [day.plays for day in days])
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
        rows = np.frombuffer(b"".join([rows for day in days for rows in day.source_rows()]), SOURCE_ROW)
        self.day: Ints = np.repeat([day.number for day in days], [day.sources for day in days])
        self.hashes, inverse = np.unique(rows["hash"].astype(np.uint64), return_inverse=True)
        self.source: Ints = inverse.astype(np.int64)
        self.plays: Ints = rows["plays"].astype(np.int64)
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
