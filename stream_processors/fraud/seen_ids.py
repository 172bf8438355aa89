"""The ids that a partition's sources have had, so that a second record of one counts nowhere.

A source sends again what was not acknowledged, and the gateway's memory (Redis) may be lost meanwhile. Ids are kept
apart from the days, because the same id may come back with another time: that is a conflict, not a second play. Of a
UUID the two halves are kept, one laid over the other: 64 bits that differ between the ids of a source whatever version
of UUID it makes. Two ids of a source with 8,000 are taken for one once in 10^15 plays.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from struct import Struct

from kernel.events.fraud_state import SourceIds
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import SourceType
from kernel.ids import SourceId
from kernel.stage import Tables
from kernel.topics import FRAUD_IDS

BUCKETS = {
    SourceType.PHONE: 8,
    SourceType.DJ: 8,
    SourceType.VENUE: 32,
    SourceType.RADIO: 32,
    SourceType.STREAMING: 256,
}
"""A source's ids are spread over this many records. One that played 30 songs a day for KEPT_DAYS has 120 ids, 1.7 KB,
in each of 8, and rewrites at most all of them an upload; a station with 400 a day has 400 in each of 32, and rewrites
5.6 KB a play. Fewer would mean more bytes rewritten, more would cost some 230 bytes each for key and entry."""

KEPT_DAYS = 32
"""Days after receipt that an id is known. The gateway refuses plays older than 30 days, so an unchanged resend cannot
come later."""

BUCKET_IDS = 1024
"""Ids in one record (14 KB) at most, the newest: 8,000 of a phone, which is 250 plays a day. What a source sends again
after more other plays than that is left to the ledger's primary key."""

RESENT = "resent"
CONFLICT = "conflict"

_HALVES = Struct(">QQ")
_ENTRY = Struct(">8sIH")
_PRIME = 65_521
"""The remainder by a prime depends on all bits of an id, also where only the high ones differ."""
_HASH_BITS = (1 << 32) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SeenIds:
    """One batch's view of the ids; `store` writes what changed, once a key."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables[FRAUD_IDS]
        self._buckets: dict[tuple[SourceId, int], bytearray] = {}
        self._changed: dict[tuple[SourceId, int], None] = {}

    def repeat_of(self, play: RecognizedPlay, event_id: bytes) -> str | None:
        """RESENT or CONFLICT where the source had this id before; otherwise None, and the id is remembered."""
        first, last = _HALVES.unpack(event_id)
        folded: int = first ^ last
        at = (play.source_id, folded % _PRIME % BUCKETS[play.source_type])
        bucket = self._buckets.get(at)
        if bucket is None:
            bucket = self._load(at)
        day = (play.received_at - _EPOCH).days
        if bucket and _ENTRY.unpack_from(bucket)[2] < day - KEPT_DAYS:
            self._forget(bucket, day)
            self._changed[at] = None
        short, content_hash = folded.to_bytes(8, "big"), play.content_hash & _HASH_BITS
        for place in _places(bucket, short) if short in bucket else ():
            return RESENT if _ENTRY.unpack_from(bucket, place)[1] == content_hash else CONFLICT
        bucket += _ENTRY.pack(short, content_hash, day)
        if len(bucket) > BUCKET_IDS * _ENTRY.size:
            del bucket[: _ENTRY.size]
        self._changed[at] = None
        return None

    def store(self) -> None:
        for at in self._changed:
            source_id, number = at
            ids = SourceIds(source_id=source_id, bucket=number, ids=bytes(self._buckets[at]))
            self._table.put(_key(source_id, number), ids)

    def _load(self, at: tuple[SourceId, int]) -> bytearray:
        known = self._table.get(_key(*at))
        bucket = self._buckets[at] = bytearray(known.ids if known else b"")
        return bucket

    @staticmethod
    def _forget(bucket: bytearray, day: int) -> None:
        end = 0
        while end < len(bucket) and _ENTRY.unpack_from(bucket, end)[2] < day - KEPT_DAYS:
            end += _ENTRY.size
        del bucket[:end]


def _places(bucket: bytearray, short: bytes) -> Iterator[int]:
    """Where entries with this id begin; its bytes may also lie across two entries by chance."""
    place = bucket.find(short)
    while place >= 0:
        if place % _ENTRY.size == 0:
            yield place
        place = bucket.find(short, place + 1)


def _key(source_id: SourceId, number: int) -> str:
    return f"{source_id}|{number}"
