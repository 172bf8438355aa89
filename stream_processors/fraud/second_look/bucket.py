"""One bucket of a payee's day: the sources with the lowest hashes, and of each a sample of its plays."""

from kernel.events.findings import Sighting
from stream_processors.fraud.second_look.packing import HEADER, PLAY, SOURCE, hash_of, play_row, source_row

BUCKETS = 8
"""A payee's day is spread over this many records, by the last bits of the sources' hashes: fewer bytes a change."""

SOURCES = 256
"""Sources kept in a bucket, 2,048 of a payee and day: those with the lowest hashes, which are a fair sample of all, the
same whatever the order in which they came. A row has 45 bytes, an id 40."""

PLAYS = 12
"""Plays kept of a source, a payee and a day, with their details (50 bytes each); all of them count in the sums. At the
most a bucket has 175 KB and a payee's day 1.4 MB; with the two plays a day of a listener it is 390 KB."""

SEPARATOR = b"\0"


class Bucket:
    """Reads and changes a packed bucket. `changed` says whether anything was added."""

    __slots__ = ("_ids", "_plays", "_sources", "changed")

    def __init__(self, data: bytes | None) -> None:
        self.changed = False
        self._sources = bytearray()
        self._plays = bytearray()
        self._ids: list[bytes] = []
        if data:
            sources, plays = HEADER.unpack_from(data)
            middle = HEADER.size + sources * SOURCE.size
            end = middle + plays * PLAY.size
            self._sources += data[HEADER.size : middle]
            self._plays += data[middle:end]
            self._ids = data[end:].split(SEPARATOR) if sources else []

    def add(self, sighting: Sighting) -> None:
        """Takes a play in, if its source belongs to the sample."""
        source = hash_of(sighting.source_id)
        key = source.to_bytes(8)
        place = _place(self._sources, key, SOURCE.size)
        start = place * SOURCE.size
        known = self._sources[start : start + 8] == key
        if not known and place >= SOURCES:
            return
        self.changed = True
        if known:
            before = bytes(self._sources[start : start + SOURCE.size])
            self._sources[start : start + SOURCE.size] = source_row(source, sighting, before)
        else:
            self._sources[start:start] = source_row(source, sighting, None)
            self._ids.insert(place, sighting.source_id.encode())
        self._keep(key, play_row(source, sighting))
        if len(self._ids) > SOURCES:
            self._drop_last()

    def dump(self) -> bytes:
        header = HEADER.pack(len(self._ids), len(self._plays) // PLAY.size)
        return b"".join((header, self._sources, self._plays, SEPARATOR.join(self._ids)))

    def _keep(self, key: bytes, row: bytes) -> None:
        place = _place(self._plays, row, PLAY.size) * PLAY.size
        self._plays[place:place] = row
        over = (_place(self._plays, key, PLAY.size) + PLAYS) * PLAY.size
        if self._plays[over : over + 8] == key:
            del self._plays[over : over + PLAY.size]

    def _drop_last(self) -> None:
        last = bytes(self._sources[-SOURCE.size :][:8])
        del self._sources[-SOURCE.size :]
        del self._plays[_place(self._plays, last, PLAY.size) * PLAY.size :]
        self._ids.pop()


def _place(rows: bytearray, wanted: bytes, size: int) -> int:
    """How many rows come before `wanted`, compared as far as `wanted` goes."""
    low, high = 0, len(rows) // size
    while low < high:
        middle = (low + high) // 2
        start = middle * size
        if rows[start : start + len(wanted)] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
