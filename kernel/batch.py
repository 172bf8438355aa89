"""A batch of one partition, from raw records to the records to be written: poison set aside, neighbours unharmed."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from kernel.codec import Codecs
from kernel.dead_letters import DeadLetter, dead_letter
from kernel.errors import Outage, Poison, Unprocessable
from kernel.events.event import Event, Origin
from kernel.replays import for_another
from kernel.stage import Output, Received, Stage
from kernel.state import PartitionTable
from kernel.topics import Topic
from kernel.tracing import TRACEPARENT, Headers

LOG = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)

RECORD_BYTES = 900_000
"""Larger outputs are poison: brokers refuse records above message.max.bytes, 1 MiB by default, with headers and all."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as it came."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be written; without a partition the key says it."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int | None = None


@dataclass(slots=True)
class Result:
    """What one batch comes to."""

    outputs: list[Output] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)


class Tables:
    """The tables of one partition, by topic."""

    def __init__(self, tables: Iterable[PartitionTable[Any]]) -> None:
        self._by_name = {table.topic.name: table for table in tables}

    def __getitem__(self, topic: Topic[E]) -> PartitionTable[E]:
        return self._by_name[topic.name]

    def all(self) -> list[PartitionTable[Any]]:
        return list(self._by_name.values())


class Batches(Generic[E]):
    """Runs a stage's step over batches of raw records."""

    def __init__(self, process: str, stage: Stage[E], codecs: Codecs) -> None:
        self._process = process
        self._stage = stage
        self._codec = codecs.get(stage.reads)
        self._codecs = codecs

    def run(self, partition: int, raws: Sequence[Raw], tables: Tables) -> Result:
        """Steps through the records; on return the tables hold the batch's changes, not yet committed.

        A record that cannot be decoded, or that the step raises on, becomes a dead letter and changes nothing; one that
        is a replay for another reader is left out. Outage passes.
        """
        result = Result()
        good: list[tuple[Raw, Received[E]]] = []
        for raw in raws:
            if for_another(raw.headers, self._process):
                continue
            origin = Origin(topic=self._stage.reads.name, partition=partition, offset=raw.offset)
            try:
                good.append((raw, Received(self._codec.decode(raw.value), origin, raw.headers)))
            except Poison as error:
                result.dead.append(self._bury(origin, raw, error, None))
        try:
            self._step([received for _, received in good], tables, result)
        except Outage:
            raise
        except Exception:
            LOG.info("a batch of %d records raised; stepping through it one by one", len(good))
            for raw, received in good:
                try:
                    self._step([received], tables, result)
                except Outage:
                    raise
                except Exception as error:
                    poison = error if isinstance(error, Poison) else Unprocessable(str(error))
                    if poison is not error:
                        poison.__cause__ = error
                        LOG.exception("the step raised on %s", received.origin)
                    event_id = getattr(received.event, "event_id", None)
                    result.dead.append(self._bury(received.origin, raw, poison, event_id))
        return result

    def _step(self, batch: list[Received[E]], tables: Tables, result: Result) -> None:
        if not batch:
            return
        try:
            outputs = list(self._stage.step(batch, tables))
            records = [self._encode(output) for output in outputs]
        except BaseException:
            for table in tables.all():
                table.undo()
            raise
        for table in tables.all():
            table.keep()
        result.outputs += outputs
        result.records += records

    def _encode(self, output: Output) -> Record:
        value = None if output.event is None else self._codecs.get(output.topic).encode(output.event)
        if value is not None and len(value) > RECORD_BYTES:
            raise Unprocessable(f"its record for {output.topic.name} would have {len(value)} bytes")
        headers: Headers = []
        if output.cause is not None:
            headers = [(name, data) for name, data in output.cause.headers if name == TRACEPARENT]
        return Record(output.topic.name, output.key.encode(), value, headers, output.partition)

    def _bury(self, origin: Origin, raw: Raw, error: Exception, event_id: str | None) -> DeadLetter:
        return dead_letter(self._process, origin, raw.key, raw.value, raw.headers, error, event_id)
