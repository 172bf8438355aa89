"""One request's items on their way: judged, told from what came before, published, remembered, answered."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

import msgspec
from prometheus_client import Counter

from ingest_gateway.answers import Answer, Result, Status, Summary, answer, rejected
from ingest_gateway.codes import Code, Rejected
from ingest_gateway.judge import Context
from ingest_gateway.rates import Allowance, Rate, rate_of
from kernel import metrics
from kernel.events.detections import Detection
from kernel.problems import unavailable

RETRY_AFTER_S = 5
"""When the sender may try again what was not taken: the delivery time-out, after which there is room again."""

RESULTS: Final = Summary.__struct_fields__

Judged = tuple[str | None, Detection | Rejected]


class Publisher(Protocol):
    """Kafka, as the intake needs it."""

    @property
    def ready(self) -> bool: ...

    async def send(self, detections: Sequence[Detection], traceparent: str) -> list[bool]:
        """Whether Kafka has acknowledged each detection."""


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
    """An id between produce and its mark: a second one waits for the first one's fate."""

    content_hash: int
    settled: asyncio.Event
    accepted: bool = False


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
        detections = [item for _, item in judged if isinstance(item, Detection)]
        allowance, known = await self._memory.look(
            source.source_id, rate_of(source), len(judged), [each.event_id for each in detections]
        )
        if not allowance.passed:
            raise allowance.refusal()
        if detections and not self._publisher.ready:
            raise unavailable("Kafka does not answer.", RETRY_AFTER_S)
        fates = await self._fates(detections, known, context, traceparent)
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
        self, detections: Sequence[Detection], known: Sequence[int | None], context: Context, traceparent: str
    ) -> Iterator["_Fate"]:
        fates: list[_Fate | None] = []
        own: list[tuple[int, Detection]] = []
        others: list[tuple[int, Detection, _Flight]] = []
        settled = asyncio.Event()
        for place, (detection, remembered) in enumerate(zip(detections, known, strict=True)):
            flight = self._flights.get(detection.event_id)
            if remembered is not None:
                fates.append(DUPLICATE if remembered == detection.content_hash else CONFLICT)
                continue
            fates.append(None)
            if flight is not None:
                others.append((place, detection, flight))
            else:
                self._flights[detection.event_id] = _Flight(detection.content_hash, settled)
                own.append((place, detection))
        try:
            delivered = await self._publisher.send([detection for _, detection in own], traceparent)
            for (place, detection), accepted in zip(own, delivered, strict=True):
                self._flights[detection.event_id].accepted = accepted
                fates[place] = ACCEPTED if accepted else RETRY
            taken = [detection for (_, detection), accepted in zip(own, delivered, strict=True) if accepted]
            if taken:
                await self._memory.mark(
                    context.batch_id,
                    context.source.source_id,
                    context.received_ms,
                    [each.event_id for each in taken],
                    [each.content_hash for each in taken],
                )
        finally:
            for _, detection in own:
                del self._flights[detection.event_id]
            settled.set()
        for place, detection, flight in others:
            await flight.settled.wait()
            if not flight.accepted:
                fates[place] = RETRY
            else:
                fates[place] = DUPLICATE if flight.content_hash == detection.content_hash else CONFLICT
        return iter([fate or RETRY for fate in fates])


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
