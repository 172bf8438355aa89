"""What is remembered of a source's plays, by hours of event time."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter

from kernel.events import SeenPlay, SourceHour
from kernel.ids import SourceId
from kernel.stage import Table, Tables
from kernel.topics import FRAUD_STATE

HOUR_MS = 3_600_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MAX_PLAYS = 600
"""Plays remembered of one hour of a source. Rejected ones are not remembered, and the rule `rate` rejects what passes
240 an hour of one outlet, so that only a licensee with several outlets comes near. An entry has 60 to 90 bytes."""

KEPT_HOURS = 32 * 24
"""Hours behind the newest that are kept: the gateway refuses plays older than 30 days."""

SWEPT_HOURS = 24
"""Older hours that are looked for when a new one begins. A source that paused for longer leaves some behind; they go
when the process restarts, because their topic keeps them for 40 days."""

_offset = attrgetter("offset_ms")
_order = attrgetter("offset_ms", "event_id")


class Hour:
    """One hour of one source: its plays in the order of time, and figures over them by outlet."""

    __slots__ = ("changed", "dropped", "heard", "longest_ms", "plays", "start_ms")

    def __init__(self, number: int, known: SourceHour | None) -> None:
        self.start_ms = number * HOUR_MS
        self.plays: list[SeenPlay] = list(known.plays) if known else []
        self.dropped = known.dropped if known else 0
        self.changed = False
        self.longest_ms = 0
        self.heard: dict[str, tuple[int, int]] = {}
        for play in self.plays:
            self._count(play)

    def add(self, play: SeenPlay) -> None:
        self.changed = True
        if len(self.plays) >= MAX_PLAYS:
            self.dropped += 1
            return
        insort(self.plays, play, key=_order)
        self._count(play)

    def _count(self, play: SeenPlay) -> None:
        self.longest_ms = max(self.longest_ms, play.duration_ms)
        plays, heard_ms = self.heard.get(play.outlet, (0, 0))
        self.heard[play.outlet] = (plays + 1, heard_ms + min(play.duration_ms, HOUR_MS - play.offset_ms))

    def beginning_between(self, start_ms: int, end_ms: int) -> list[SeenPlay]:
        """The plays that begin at or after `start_ms` and before `end_ms`."""
        first = bisect_left(self.plays, start_ms - self.start_ms, key=_offset)
        return self.plays[first : bisect_left(self.plays, end_ms - self.start_ms, lo=first, key=_offset)]

    def until(self, at_ms: int) -> Iterator[SeenPlay]:
        """The plays that begin at or before a moment, the last first."""
        for place in range(bisect_right(self.plays, at_ms - self.start_ms, key=_offset) - 1, -1, -1):
            yield self.plays[place]

    def after(self, at_ms: int) -> Iterator[SeenPlay]:
        """The plays that begin after a moment, the first first."""
        for place in range(bisect_right(self.plays, at_ms - self.start_ms, key=_offset), len(self.plays)):
            yield self.plays[place]


class SourceHours:
    """One source's hours, in one batch's view."""

    __slots__ = ("_hours", "_source_id", "_table")

    def __init__(self, source_id: SourceId, table: Table[SourceHour]) -> None:
        self._source_id = source_id
        self._table = table
        self._hours: dict[int, Hour] = {}

    def hour(self, number: int) -> Hour:
        """The hour of that number, counted from 1970; an empty one where nothing is known of it."""
        hour = self._hours.get(number)
        if hour is None:
            hour = self._hours[number] = Hour(number, self._table.get(self._key(number)))
        return hour

    def add(self, number: int, play: SeenPlay) -> None:
        """Remembers a play. Where it begins a new hour, hours that are too old are forgotten."""
        hour = self.hour(number)
        if not hour.plays:
            self._forget(number - KEPT_HOURS)
        hour.add(play)

    def store(self) -> None:
        for number, hour in self._hours.items():
            if hour.changed:
                self._store(number, hour)

    def _store(self, number: int, hour: Hour) -> None:
        key = self._key(number)
        if hour.plays:
            start = EPOCH + timedelta(hours=number)
            plays = tuple(hour.plays)
            self._table.put(key, SourceHour(source_id=self._source_id, hour=start, plays=plays, dropped=hour.dropped))
        elif self._table.get(key) is not None:
            self._table.delete(key)

    def _forget(self, before: int) -> None:
        for number in range(before - SWEPT_HOURS, before):
            if number in self._hours or self._table.get(self._key(number)) is not None:
                hour = self._hours[number] = Hour(number, None)
                hour.changed = True

    def _key(self, number: int) -> str:
        return f"{self._source_id}|{_text(number)}"


class Hours:
    """One batch's view of all sources' hours; `store` writes what changed, once a key."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables[FRAUD_STATE]
        self._sources: dict[SourceId, SourceHours] = {}

    def of(self, source_id: SourceId) -> SourceHours:
        source = self._sources.get(source_id)
        if source is None:
            source = self._sources[source_id] = SourceHours(source_id, self._table)
        return source

    def store(self) -> None:
        for source in self._sources.values():
            source.store()


@lru_cache(maxsize=4096)
def _text(number: int) -> str:
    return f"{EPOCH + timedelta(hours=number):%Y-%m-%dT%HZ}"
