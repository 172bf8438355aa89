"""One batch's view of what is remembered of payees; `store` writes what changed, once a key."""

from collections.abc import Iterator

from kernel.events import PayeeDay, Sighting
from kernel.ids import ArtistId
from kernel.stage import Table
from stream_processors.fraud.second_look.audience import LOOK_BACK, Audience, Day
from stream_processors.fraud.second_look.bucket import BUCKETS, Bucket
from stream_processors.fraud.second_look.packing import day_number, day_start, hash_of

LATE_DAYS = 8
"""A play that comes later after it began is left out: it is judged by its source's own behaviour alone. Phones in the
hills come back within days, and each further day is kept for every payee."""

KEPT_DAYS = LATE_DAYS + LOOK_BACK + 2
"""Days behind the newest that are kept: a late play is seen together with the days before it. Two more, because plays
of one partition do not come exactly in the order of receipt."""

SWEPT_DAYS = 7
"""Older days that are looked for when a new one begins. A payee that paused for longer leaves some behind; they go when
the process restarts, because their topic keeps them for 30 days."""


class Memory:
    """Payees' days. A play that came too late is not taken in."""

    def __init__(self, table: Table[PayeeDay]) -> None:
        self._table = table
        self._buckets: dict[tuple[ArtistId, int, int], Bucket] = {}
        self._data: dict[tuple[ArtistId, int], Day] = {}
        self._changed: dict[tuple[ArtistId, int], None] = {}

    def add(self, artist_id: ArtistId, sighting: Sighting) -> None:
        day = day_number(sighting.played_at)
        if sighting.received_at is not None and day_number(sighting.received_at) - day > LATE_DAYS:
            return
        number = hash_of(sighting.source_id) % BUCKETS
        at = (artist_id, day, number)
        bucket = self._buckets.get(at)
        if bucket is None:
            known = self._table.get(_key(*at))
            if known is None:
                self._forget(artist_id, day, number)
            bucket = self._buckets[at] = Bucket(known.data if known else None)
        bucket.add(sighting)
        if bucket.changed:
            self._changed[artist_id, day] = None

    def store(self) -> None:
        """Writes the buckets that changed. Comes before `changed`."""
        for (artist_id, day, number), bucket in self._buckets.items():
            if bucket.changed:
                value = PayeeDay(artist_id=artist_id, day=day_start(day), bucket=number, data=bucket.dump())
                self._table.put(_key(artist_id, day, number), value)

    def changed(self) -> Iterator[Audience]:
        """The audiences in which something changed: those of the changed days, and of days that look back on them."""
        touched = {
            (artist_id, later): None
            for artist_id, day in self._changed
            for later in range(day, day + LOOK_BACK + 1)
            if later == day or self._day(artist_id, later)
        }
        for artist_id, day in touched:
            days = [self._day(artist_id, number) for number in range(day - LOOK_BACK, day + 1)]
            yield Audience(artist_id, [each for each in days[:-1] if each] + days[-1:])

    def _day(self, artist_id: ArtistId, day: int) -> Day:
        found = self._data.get((artist_id, day))
        if found is None:
            values = [self._table.get(_key(artist_id, day, number)) for number in range(BUCKETS)]
            found = self._data[artist_id, day] = Day(day, [value.data for value in values if value])
        return found

    def _forget(self, artist_id: ArtistId, day: int, number: int) -> None:
        for old in range(day - KEPT_DAYS - SWEPT_DAYS, day - KEPT_DAYS):
            key = _key(artist_id, old, number)
            if self._table.get(key) is not None:
                self._table.delete(key)


def _key(artist_id: ArtistId, day: int, number: int) -> str:
    return f"{artist_id}|{day}|{number}"
