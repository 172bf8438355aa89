"""The ids that a partition's sources have had, so that a second record of one counts nowhere.

A source sends again what was not acknowledged, and the gateway's memory (Redis) may be lost meanwhile. Ids are kept
apart from the hours, because the same id may come back with another time: that is a conflict, not a second play.
"""

from collections.abc import Iterator
from struct import Struct

from kernel.events import RecognizedPlay, SourceIds
from kernel.ids import SourceId
from kernel.stage import Tables
from kernel.topics import FRAUD_IDS

BUCKETS = 64
"""A source's ids are spread over this many records: a live source that played 300 songs a day for KEPT_DAYS rewrites
4 KB a play, a phone's upload of 50 plays rewrites 35 of its records."""

KEPT_DAYS = 32
"""Days after receipt that an id is known. The gateway refuses plays older than 30 days, so an unchanged resend cannot
come later."""

BUCKET_IDS = 1024
"""Ids in one record (26 KB) at most, the newest: 65,000 a source. Only a streaming service has more; what it sends
again after that many other plays is left to the ledger's primary key."""

RESENT = "resent"
CONFLICT = "conflict"

_ENTRY = Struct(">16sqH")
_DAY_SECONDS = 86_400


class SeenIds:
    """One batch's view of the ids; `store` writes what changed, once a key."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables[FRAUD_IDS]
        self._buckets: dict[tuple[SourceId, int], bytearray] = {}
        self._changed: dict[tuple[SourceId, int], None] = {}

    def repeat_of(self, play: RecognizedPlay, event_id: bytes) -> str | None:
        """RESENT or CONFLICT where the source had this id before; otherwise None, and the id is remembered."""
        at = (play.source_id, event_id[15] % BUCKETS)
        bucket = self._bucket(at)
        day = int(play.received_at.timestamp()) // _DAY_SECONDS
        if self._forget(bucket, day):
            self._changed[at] = None
        for place in _places(bucket, event_id):
            content_hash: int = _ENTRY.unpack_from(bucket, place)[1]
            return RESENT if content_hash == play.content_hash else CONFLICT
        bucket += _ENTRY.pack(event_id, play.content_hash, day)
        if len(bucket) > BUCKET_IDS * _ENTRY.size:
            del bucket[: _ENTRY.size]
        self._changed[at] = None
        return None

    def store(self) -> None:
        for at in self._changed:
            source_id, number = at
            ids = SourceIds(source_id=source_id, bucket=number, ids=bytes(self._buckets[at]))
            self._table.put(_key(source_id, number), ids)

    def _bucket(self, at: tuple[SourceId, int]) -> bytearray:
        bucket = self._buckets.get(at)
        if bucket is None:
            known = self._table.get(_key(*at))
            bucket = self._buckets[at] = bytearray(known.ids if known else b"")
        return bucket

    @staticmethod
    def _forget(bucket: bytearray, day: int) -> bool:
        end = 0
        while end < len(bucket) and _ENTRY.unpack_from(bucket, end)[2] < day - KEPT_DAYS:
            end += _ENTRY.size
        del bucket[:end]
        return end > 0


def _places(bucket: bytearray, event_id: bytes) -> Iterator[int]:
    """Where entries with this id begin; an id's bytes may also lie across two entries by chance."""
    place = bucket.find(event_id)
    while place >= 0:
        if place % _ENTRY.size == 0:
            yield place
        place = bucket.find(event_id, place + 1)


def _key(source_id: SourceId, number: int) -> str:
    return f"{source_id}|{number}"
