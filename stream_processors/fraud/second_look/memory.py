"""One batch's view of what is remembered of payees; `store` writes what changed, once a key."""

from collections.abc import Iterator
from struct import Struct

from kernel.events.findings import PayeeDay, Sighting
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

INDEX = -1
"""The bucket that tells which buckets of which days there are."""

_ENTRY = Struct(">IB")


class Memory:
    """Payees' days. A play that came too late is not taken in."""

    def __init__(self, table: Table[PayeeDay]) -> None:
        self._table = table
        self._indexes: dict[ArtistId, _Index] = {}
        self._buckets: dict[tuple[ArtistId, int, int], Bucket] = {}
        self._days: dict[tuple[ArtistId, int], Day] = {}
        self._changed: dict[tuple[ArtistId, int], None] = {}

    def add(self, artist_id: ArtistId, sighting: Sighting) -> None:
        day = day_number(sighting.played_at)
        if sighting.received_at is not None and day_number(sighting.received_at) - day > LATE_DAYS:
            return
        number = hash_of(sighting.source_id) % BUCKETS
        bucket = self._buckets.get((artist_id, day, number))
        if bucket is None:
            known = self._table.get(_key(artist_id, day, number))
            bucket = self._buckets[artist_id, day, number] = Bucket(known.data if known else None)
            if known is None:
                self._index(artist_id).add(day, number)
        bucket.add(sighting)
        if bucket.changed:
            self._changed[artist_id, day] = None

    def store(self) -> None:
        """Writes the buckets that changed, and forgets days that are too old. Comes before `changed`."""
        for (artist_id, day, number), bucket in self._buckets.items():
            if bucket.changed:
                value = PayeeDay(artist_id=artist_id, day=day_start(day), bucket=number, data=bucket.dump())
                self._table.put(_key(artist_id, day, number), value)
        for artist_id, index in self._indexes.items():
            if index.changed:
                self._forget(artist_id, index)
                value = PayeeDay(artist_id=artist_id, day=day_start(index.newest), bucket=INDEX, data=index.dump())
                self._table.put(artist_id, value)

    def changed(self) -> Iterator[Audience]:
        """The audiences in which something changed: those of the changed days, and of days that look back on them."""
        touched = {
            (artist_id, later): None
            for artist_id, day in self._changed
            for later in self._index(artist_id).between(day, day + LOOK_BACK)
        }
        for artist_id, day in touched:
            days = self._index(artist_id).between(day - LOOK_BACK, day)
            yield Audience(artist_id, [self._day(artist_id, number) for number in days])

    def _index(self, artist_id: ArtistId) -> "_Index":
        index = self._indexes.get(artist_id)
        if index is None:
            known = self._table.get(artist_id)
            index = self._indexes[artist_id] = _Index(known.data if known else b"")
        return index

    def _day(self, artist_id: ArtistId, day: int) -> Day:
        found = self._days.get((artist_id, day))
        if found is None:
            values = [self._table.get(_key(artist_id, day, number)) for number in self._index(artist_id).buckets(day)]
            found = self._days[artist_id, day] = Day(day, [value.data for value in values if value])
        return found

    def _forget(self, artist_id: ArtistId, index: "_Index") -> None:
        for day in index.forget():
            for number in range(BUCKETS):
                if self._table.get(_key(artist_id, day, number)) is not None:
                    self._table.delete(_key(artist_id, day, number))
            self._changed.pop((artist_id, day), None)


class _Index:
    """Which days of a payee are remembered, and in which buckets."""

    def __init__(self, data: bytes) -> None:
        self._masks: dict[int, int] = dict(_ENTRY.iter_unpack(data))
        self.changed = False

    @property
    def newest(self) -> int:
        return max(self._masks)

    def add(self, day: int, bucket: int) -> None:
        self._masks[day] = self._masks.get(day, 0) | 1 << bucket
        self.changed = True

    def between(self, first: int, last: int) -> list[int]:
        """The days, in their order."""
        return [day for day in range(first, last + 1) if day in self._masks]

    def buckets(self, day: int) -> list[int]:
        """The buckets of a day, in their order."""
        return [number for number in range(BUCKETS) if self._masks[day] >> number & 1]

    def forget(self) -> list[int]:
        """Forgets the days that are too old, and says which they were."""
        old = [day for day in self._masks if day < self.newest - KEPT_DAYS]
        for day in old:
            del self._masks[day]
        return old

    def dump(self) -> bytes:
        return b"".join([_ENTRY.pack(day, self._masks[day]) for day in sorted(self._masks)])


def _key(artist_id: ArtistId, day: int, number: int) -> str:
    return f"{artist_id}|{day}|{number}"
