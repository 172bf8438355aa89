"""A sink into a file, with a defect; it dies once, before its third batch is stored.

python -m tests.faults.planted.sink_program TOPIC FILE
"""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from confluent_kafka import OFFSET_BEGINNING, TopicPartition

from kernel.process import begin, told_to_stop
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.sink import Batch, SinkLoop, batches, sink_consumer
from kernel.starts import Starts
from tests.faults.planted import DEFECT
from tests.faults.planted.moment import die_once

SIZE = 10
DIES_AFTER = 20
"""Values stored before."""


class Stored(msgspec.Struct):
    """What the file holds: values, and how far they reach."""

    values: list[str] = []
    position: int = 0


class FileSink:
    """Values and their position are replaced in one step, as a database's transaction does it."""

    def __init__(self, topic: str, path: Path) -> None:
        self.name = f"file-{topic}"
        self.topics: Sequence[str] = (topic,)
        self._path = path

    def position(self, topic: str, partition: int) -> int | None:  # noqa: ARG002 - the contract's signature
        return read(self._path).position

    def expect(self, batch: Batch) -> None:
        """Nothing is prepared."""

    def write(self, batch: Batch) -> None:
        stored = read(self._path)
        if len(stored.values) >= DIES_AFTER:
            die_once()
        values = [(record.value or b"").decode() for record in batch.records]
        new = self._path.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(Stored([*stored.values, *values], batch.next_offset)))
        new.replace(self._path)


def read(path: Path) -> Stored:
    """What the file holds; nothing where there is none."""
    return msgspec.json.decode(path.read_bytes(), type=Stored) if path.exists() else Stored()


class KafkaFirst(SinkLoop):
    """Kafka's position is committed, then the store is written; and Kafka's is the one that is believed."""

    def _place(self) -> None:
        places = [TopicPartition(*place) for place in self._assigned]
        for place in (found := self._consumer.committed(places, timeout=10)):
            place.offset = max(place.offset, 0) or OFFSET_BEGINNING
        self._consumer.assign(found)
        self._unplaced = False

    def _flush(self) -> None:
        for (topic, partition), records in self._added.items():
            for batch in batches(topic, partition, records, self._batch):
                reached = TopicPartition(topic, partition, batch.next_offset)
                self._consumer.commit(offsets=[reached], asynchronous=False)
                self._sink.write(batch)
        self._added.clear()


def main(topic: str, path: str) -> None:
    settings = Settings()
    progress = begin("file-sink", settings)
    loop: Any = KafkaFirst if os.environ[DEFECT] else SinkLoop
    with closing(Registry(settings.registry)) as registry:
        starts = Starts(settings.kafka, registry)
        reads = sink_consumer(settings, f"file-{topic}")
        loop(FileSink(topic, Path(path)), reads, starts, progress, SIZE).run(told_to_stop())


if __name__ == "__main__":
    main(*sys.argv[1:])
