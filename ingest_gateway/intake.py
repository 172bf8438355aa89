"""One request's items on their way: judged, told from what came before, published, remembered, answered."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Protocol

import msgspec
from prometheus_client import Counter

from ingest_gateway.answers import Answer, Result, Status, Summary, answer, rejected
from ingest_gateway.codes import Code, Rejected
from ingest_gateway.judge import Context
from ingest_gateway.rates import Allowance, Rate, rate_of
from ingest_gateway.records import Record
from kernel import metrics
from kernel.problems import unavailable

RETRY_AFTER_S = 5
"""When the sender may try again what was not taken: the delivery time-out, after which there is room again."""

RESULTS: Final = Summary.__struct_fields__

Judged = tuple[str | None, Record | Rejected]


class Publisher(Protocol):
    """Kafka, as the intake needs it."""

    @property
    def ready(self) -> bool: ...

    async def send(self, records: Sequence[Record], traceparent: str) -> list[bool]:
        """Whether Kafka has acknowledged each record."""


class Memory(Protocol):
    """Redis, as the intake needs it. Never raises: what it cannot know it does not."""

    async def look(
        self, source_id: str, rate: Rate, cost: int, event_ids: Sequence[str]
    ) -> tuple[Allowance, list[int | None]]:
        """Takes from the source's bucket; the hash that each id is remembered with, or None."""

    async def mark(
        self, batch_id: str, source_id: str, received_ms: int, event_ids: Sequence[str], hashes: list[int]
    ) -> None:
        """Remembers accepted ids and their batch."""


@dataclass(slots=True)
class _Flight:
    """A request's ids between produce and their mark: a second use of one waits for the first one's fate."""

    hashes: dict[str, int] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Intake:
    """Takes uploads. An id is marked only after its delivery report, and is `accepted` only by it."""

    def __init__(self, publisher: Publisher, memory: Memory) -> None:
        self._publisher = publisher
        self._memory = memory
        self._flights: dict[str, _Flight] = {}

    async def take(self, judged: Sequence[Judged], context: Context, traceparent: str) -> tuple[Answer, Allowance]:
        """What became of each item, in order. Problem 429 where the source reports too many, 503 without a broker.

        Also 503, with the results in it, where something is to be sent again and nothing was accepted.
        """
        source = context.source
        records = [item for _, item in judged if isinstance(item, Record)]
        allowance, known = await self._memory.look(
            source.source_id, rate_of(source), len(judged), [each.event_id for each in records]
        )
        if not allowance.passed:
            raise allowance.refusal()
        if records and not self._publisher.ready:
            raise unavailable("Kafka does not answer.", RETRY_AFTER_S)
        fates = await self._fates(records, known, context, traceparent)
        results = [
            rejected(said, item) if isinstance(item, Rejected) else next(fates).of(said or item.event_id)
            for said, item in judged
        ]
        made = answer(context.batch_id, results)
        _count(made, source.source_type.value)
        if made.summary.retry and not made.summary.accepted + made.summary.duplicate:
            raise unavailable("Kafka did not take the items in time.", RETRY_AFTER_S, {"results": results})
        return made, allowance

    async def _fates(
        self, records: Sequence[Record], known: Sequence[int | None], context: Context, traceparent: str
    ) -> Iterator["_Fate"]:
        fates: list[_Fate] = []
        own: list[Record] = []
        places: list[int] = []
        others: list[tuple[int, Record, _Flight]] = []
        flights, flight = self._flights, _Flight()
        for place, (record, remembered) in enumerate(zip(records, known, strict=True)):
            if remembered is not None:
                fates.append(DUPLICATE if remembered == record.content_hash else CONFLICT)
                continue
            fates.append(RETRY)
            first = flights.setdefault(record.event_id, flight)
            if first is flight and record.event_id not in flight.hashes:
                flight.hashes[record.event_id] = record.content_hash
                own.append(record)
                places.append(place)
            else:
                others.append((place, record, first))
        try:
            delivered = await self._publisher.send(own, traceparent)
            for place, record, accepted in zip(places, own, delivered, strict=True):
                if accepted:
                    flight.accepted.add(record.event_id)
                    fates[place] = ACCEPTED
            taken = [record for record, accepted in zip(own, delivered, strict=True) if accepted]
            if taken:
                await self._memory.mark(
                    context.batch_id,
                    context.source.source_id,
                    context.received_ms,
                    [each.event_id for each in taken],
                    [each.content_hash for each in taken],
                )
        finally:
            for record in own:
                del flights[record.event_id]
            flight.settled.set()
        for place, record, first in others:
            await first.settled.wait()
            if record.event_id in first.accepted:
                same = first.hashes[record.event_id] == record.content_hash
                fates[place] = DUPLICATE if same else CONFLICT
        return iter(fates)


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of a detection."""

    status: Status
    why: Rejected | None = None

    def of(self, event_id: str) -> Result:
        return Result(event_id, self.status) if self.why is None else rejected(event_id, self.why)


ACCEPTED = _Fate(Status.ACCEPTED)
DUPLICATE = _Fate(Status.DUPLICATE)
RETRY = _Fate(Status.RETRY)
CONFLICT = _Fate(Status.REJECTED, Rejected(Code.CONFLICT, "event_id"))


@cache
def _items(source_type: str, result: str) -> Counter:
    return metrics.GATEWAY_ITEMS.labels(source_type, result)


def _count(made: Answer, source_type: str) -> None:
    for name, number in zip(RESULTS, msgspec.structs.astuple(made.summary), strict=True):
        if number:
            _items(source_type, name).inc(number)
    if made.summary.rejected:
        for result in made.results:
            if result.code is not None:
                metrics.GATEWAY_REJECTIONS.labels(result.code.value).inc()
