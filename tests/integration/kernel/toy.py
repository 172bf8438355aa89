"""The toy stage on real servers: topics of its own, workers as processes, and what they wrote."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from confluent_kafka import Producer

from injyana.local.settings import LocalSettings
from kernel.codec import Codec, Codecs
from kernel.events.aggregates import Delta, Dimension, WindowTotal
from kernel.kafka import producer_config
from kernel.process import CANNOT_GO_ON
from kernel.registry import Registry
from kernel.topics import Topic
from kernel.tracing import Headers
from tests.integration.kernel.toy_stage import deltas, totals
from tests.integration.topics import Reader, own_topics, register, with_starts
from tests.waiting import wait_until

PARTITIONS = 4
NOW = datetime(2026, 1, 1, tzinfo=UTC)
KILLED = -signal.SIGKILL


@dataclass
class Toy:
    """One toy stage: what goes in, who works, what came out."""

    stack: LocalSettings
    name: str
    folder: Path

    def __post_init__(self) -> None:
        self.source, self.target, self.kept = (deltas(f"{self.name}.in"), deltas(f"{self.name}.out"), self._totals())
        self.registry = Registry(self.stack.registry)
        codecs = Codecs(self.registry)
        self.codec: Codec[Delta] = codecs.get(self.source)
        self.output_codec: Codec[Delta] = codecs.get(self.target)
        self.totals_codec: Codec[WindowTotal] = codecs.get(self.kept)
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.environment: dict[str, str] = {}
        self.module = "tests.integration.kernel.toy_stage"
        self.producer = Producer(producer_config(self.stack.kafka))
        self.output = Reader(self.stack.kafka, self.target.name)

    def _totals(self) -> Topic[WindowTotal]:
        return totals(f"{self.name}.state")

    def start(self, *slots: str) -> None:
        """Starts a worker in each slot."""
        names = [self.source.name, self.target.name, self.kept.name, self.name]
        for slot in slots:
            with (self.folder / f"{slot}.log").open("ab") as log:
                self.workers[slot] = subprocess.Popen(
                    [sys.executable, "-m", self.module, *names],
                    env={
                        **os.environ,
                        **self.stack.environment(),
                        "INJYANA_STATE_DIR": str(self.folder),
                        "INJYANA_SLOT": slot,
                        **self.environment,
                    },
                    stderr=log,
                )

    def until_joined(self, slot: str) -> None:
        """Waits until a worker of the slot was given its partitions."""
        path = self.folder / f"{slot}.log"
        wait_until(lambda: '"owns ' in path.read_text(), 60, f"worker {slot} in the group")

    def kill(self, slot: str) -> None:
        """SIGKILL, and a successor in the same slot, as a supervisor would do it."""
        self.workers[slot].kill()
        assert self.workers[slot].wait(10) == KILLED
        self.start(slot)

    def signal(self, slot: str, number: int) -> None:
        self.workers[slot].send_signal(number)

    def revive(self) -> None:
        """Starts those again that stopped themselves; any other end is a fault."""
        for slot, worker in list(self.workers.items()):
            status = worker.poll()
            if status is not None:
                assert status == CANNOT_GO_ON, f"worker {slot} ended with {status}: {self.log(slot)}"
                self.start(slot)

    def log(self, slot: str) -> str:
        """The end of what the workers of a slot said."""
        return (self.folder / f"{slot}.log").read_text()[-3000:]

    def send(self, events: Iterable[Delta], headers: Headers | None = None) -> None:
        """Produces the events, keyed by id."""
        for event in events:
            self.put(event.id.encode(), self.codec.encode(event), headers)
        assert self.producer.flush(30) == 0

    def put(self, key: bytes | None, value: bytes | None, headers: Headers | None = None) -> None:
        """Produces a record of any bytes; `send` and `producer.flush` wait for it."""
        kept: list[tuple[str, str | bytes | None]] = [*(headers or [])]
        self.producer.produce(self.source.name, value, key, headers=kept)
        self.producer.poll(0)

    def until_seen(self, count: int, seconds: float = 60) -> None:
        """Waits until that many records are committed in the output. Revives workers meanwhile."""

        def seen() -> bool:
            self.revive()
            self.output.read()
            return len(self.output.records) >= count

        wait_until(seen, seconds, f"{count} records in the output; those seen are {len(self.output.records)}")

    def causes(self) -> Counter[str]:
        """How often each event is in the output: all of it that is committed now."""
        self.output.read_to_end()
        return Counter(self.output_codec.decode(record.value).cause for record in self.output.records)

    def totals(self) -> dict[str, int]:
        """The totals in the state topic."""
        reader = Reader(self.stack.kafka, self.kept.name)
        reader.read_to_end()
        reader.close()
        newest = {record.key: record.value for record in reader.records}
        return {(key or b"").decode(): self.totals_codec.decode(value).accepted_plays for key, value in newest.items()}

    def stop(self) -> None:
        """Ends what still runs."""
        for worker in self.workers.values():
            worker.kill()
            worker.wait(10)
        self.output.close()
        self.registry.close()


def events(ids: Iterable[int], keys: int = 300) -> Iterator[Delta]:
    """An event for each number, which is its `cause`, spread over the keys."""
    for number in ids:
        yield Delta(
            dimension=Dimension.SONG,
            id=f"song-{number % keys}",
            minute=NOW,
            made_at=NOW,
            accepted_plays=1,
            cause=str(number),
        )


@contextmanager
def toy(stack: LocalSettings, folder: Path) -> Iterator[Toy]:
    """A toy stage whose topics vanish with it; no worker runs yet."""
    name = f"toy-{uuid4().hex[:8]}"
    source, target, kept = deltas(f"{name}.in"), deltas(f"{name}.out"), totals(f"{name}.state")
    with_starts(stack.kafka)
    with own_topics(stack.kafka, [source.name, source.dlq, target.name], [kept.name], PARTITIONS):
        register(stack.registry, source, target, kept)
        made = Toy(stack, name, folder)
        try:
            yield made
        finally:
            made.stop()
