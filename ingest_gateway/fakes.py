"""The gateway's outside, in memory: for tests and for trying clients without servers."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from ingest_gateway.memory import BatchRecord
from ingest_gateway.rates import Allowance, LocalBuckets, Rate
from ingest_gateway.records import Record
from kernel.avro_reader import reader
from kernel.codec import schema_text
from kernel.errors import DatabaseAway
from kernel.events.detections import Detection
from kernel.events.sources import Source
from kernel.topics import DETECTIONS_RAW

_READ = reader(msgspec.json.decode(schema_text(DETECTIONS_RAW.schema)), Detection)


class SourcesInMemory:
    """Sources by id; `ready` may be turned off."""

    def __init__(self, *sources: Source) -> None:
        self.ready = True
        self._sources: dict[str, Source] = {source.source_id: source for source in sources}

    def get(self, key: str, /) -> Source | None:
        return self._sources.get(key)

    def put(self, source: Source) -> None:
        self._sources[source.source_id] = source


def as_detection(record: Record) -> Detection:
    """What a record's body says. ValueError where something follows it."""
    made, end = _READ(record.body, 0)
    if end != len(record.body):
        raise ValueError(f"a detection of {end} bytes in a body of {len(record.body)}")
    return made


class PublisherInMemory:
    """Keeps what it is sent, as it is read again. `takes` says which detections are acknowledged; `hold` may delay
    every acknowledgement, and `reached` is set once something was sent.
    """

    def __init__(self) -> None:
        self.ready = True
        self.published: list[Detection] = []
        self.traces: list[str] = []
        self.takes: Callable[[Detection], bool] = lambda _detection: True
        self.hold: asyncio.Event | None = None
        self.reached = asyncio.Event()

    async def send(self, records: Sequence[Record], traceparent: str) -> list[bool]:
        self.reached.set()
        if self.hold is not None:
            await self.hold.wait()
        sent = [as_detection(record) for record in records]
        taken = [self.takes(each) for each in sent]
        self.published += [each for each, yes in zip(sent, taken, strict=True) if yes]
        self.traces.append(traceparent)
        return taken


class MemoryInMemory:
    """Ids, batches and buckets in dicts. While `away` it behaves as without Redis: ids look new."""

    def __init__(self) -> None:
        self.away = False
        self.ids: dict[str, int] = {}
        self.batches: dict[str, BatchRecord] = {}
        self.proofs: set[bytes] = set()
        self._buckets = LocalBuckets()

    async def look(
        self, source_id: str, rate: Rate, cost: int, event_ids: Sequence[str]
    ) -> tuple[Allowance, list[int | None]]:
        known = [None if self.away else self.ids.get(each) for each in event_ids]
        return self._buckets.take(source_id, rate, cost), known

    async def mark(
        self, batch_id: str, source_id: str, received_ms: int, event_ids: Sequence[str], hashes: list[int]
    ) -> None:
        if self.away:
            return
        for event_id, content_hash in zip(event_ids, hashes, strict=True):
            self.ids.setdefault(event_id, content_hash)
        raw = b"".join(UUID(each).bytes for each in event_ids)
        self.batches[batch_id] = BatchRecord(source_id, received_ms, raw)

    async def first(self, mark: bytes) -> bool:
        new = self.away or mark not in self.proofs
        self.proofs.add(mark)
        return new

    async def batch(self, batch_id: str) -> BatchRecord | None:
        return self.batches.get(batch_id)


class LedgerInMemory:
    """Outcomes by id; `away` makes every call fail as PostgreSQL's absence does."""

    def __init__(self) -> None:
        self.away = False
        self.outcomes: dict[UUID, str] = {}
        self.known: dict[tuple[str, str], tuple[int, int]] = {}

    async def by_ids(self, ids: list[UUID]) -> tuple[int, int, int]:
        self._answer()
        states = [self.outcomes.get(each) for each in ids]
        return states.count("play"), states.count("unrecognised"), states.count("dead")

    async def by_batch_id(self, batch_id: str, source_id: str) -> tuple[int, int]:
        self._answer()
        return self.known.get((batch_id, source_id), (0, 0))

    def _answer(self) -> None:
        if self.away:
            raise DatabaseAway("turned off")
