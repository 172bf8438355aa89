"""The fraud and aggregation processes on real servers, with topics of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from confluent_kafka import Producer

from injyana.local.settings import LocalSettings
from kernel.codec import Codec
from kernel.events.event import Event
from kernel.events.plays import RecognizedPlay
from kernel.kafka import producer_config
from kernel.process import CANNOT_GO_ON
from kernel.registry import Registry
from kernel.topics import PLAYS_RECOGNIZED, Topic
from tests.integration.stages.worker import COMPACTED, FLOWING
from tests.integration.topics import Reader, own_topics, register

E = TypeVar("E", bound=Event)

PARTITIONS = 4


class Chain:
    """What goes in, the processes, and what came out."""

    def __init__(self, stack: LocalSettings, prefix: str, folder: Path) -> None:
        self._stack = stack
        self._prefix = prefix
        self._folder = folder
        self._registry = Registry(stack.registry)
        self._workers: dict[str, subprocess.Popen[bytes]] = {}

    def own(self, topic: Topic[E]) -> Topic[E]:
        """This chain's own copy of a topic."""
        return replace(topic, name=f"{self._prefix}.{topic.name}")

    def send(self, plays: Iterable[RecognizedPlay]) -> None:
        topic = self.own(PLAYS_RECOGNIZED)
        codec = Codec(topic, self._registry)
        producer = Producer(producer_config(self._stack.kafka))
        for play in plays:
            producer.produce(topic.name, codec.encode(play), play.source_id.encode())
            producer.poll(0)
        assert producer.flush(30) == 0

    def start(self, process: str) -> None:
        environment = {
            **os.environ,
            **self._stack.environment(),
            "INJYANA_STATE_DIR": str(self._folder),
            "INJYANA_METRICS_PORT": "0",
        }
        with (self._folder / f"{process}.log").open("ab") as log:
            self._workers[process] = subprocess.Popen(
                [sys.executable, "-m", "tests.integration.stages.worker", process, self._prefix],
                env=environment,
                stderr=log,
            )

    def kill(self, process: str) -> None:
        """SIGKILL, and a successor, as the supervisor would do it."""
        worker = self._workers[process]
        worker.kill()
        assert worker.wait(10) in (-signal.SIGKILL, CANNOT_GO_ON)
        self.start(process)

    def revive(self) -> None:
        """Starts those again that stopped themselves; any other end is a fault."""
        for process, worker in list(self._workers.items()):
            status = worker.poll()
            if status is not None:
                log = (self._folder / f"{process}.log").read_text()[-3000:]
                assert status == CANNOT_GO_ON, f"{process} ended with {status}: {log}"
                self.start(process)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.wait(10)
        self._registry.close()

    def reader(self, topic: Topic[Event]) -> Reader:
        return Reader(self._stack.kafka, self.own(topic).name)

    def events(self, topic: Topic[E]) -> list[E]:
        """All that is committed in a topic now."""
        reader = self.reader(topic)
        reader.read_to_end()
        reader.close()
        codec = Codec(self.own(topic), self._registry)
        return [codec.decode(record.value) for record in reader.records]

    def table(self, topic: Topic[E]) -> dict[str, Any]:
        """The newest event of each key of a compacted topic."""
        reader = self.reader(topic)
        reader.read_to_end()
        reader.close()
        codec = Codec(self.own(topic), self._registry)
        newest = {(record.key or b"").decode(): record.value for record in reader.records}
        return {key: codec.decode(value) for key, value in newest.items() if value is not None}


@contextmanager
def chain(stack: LocalSettings, folder: Path) -> Iterator[Chain]:
    """A chain whose topics vanish with it; no process runs yet."""
    made = Chain(stack, f"chain-{uuid4().hex[:8]}", folder)
    flowing = [made.own(topic) for topic in FLOWING]
    compacted = [made.own(topic) for topic in COMPACTED]
    kept = [name for topic in flowing for name in ((topic.name, topic.dlq) if topic.dead_letters else (topic.name,))]
    with own_topics(stack.kafka, kept, [topic.name for topic in compacted], PARTITIONS):
        try:
            register(stack.registry, *flowing, *compacted)
            yield made
        finally:
            made.stop()
