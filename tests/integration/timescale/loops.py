"""A sink's loop in a thread, on a topic of the test's own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from uuid import uuid4

from confluent_kafka import Producer

from injyana.local.settings import LocalSettings
from kernel.errors import DatabaseAway
from kernel.health import Progress
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.sink import Batch, SinkLoop, sink_consumer
from kernel.starts import Starts
from sinks.timescale.sink import TimescaleSink
from tests.integration.timescale.ledger import HEADERS


class MemorySink:
    """A sink into lists, which can be away."""

    def __init__(self, topic: str) -> None:
        self.name = f"memory-{topic}"
        self.topics: Sequence[str] = (topic,)
        self.values: list[bytes | None] = []
        self.positions: dict[int, int] = {}
        self.refusals = 0
        self.away = False

    def position(self, topic: str, partition: int) -> int | None:  # noqa: ARG002 - the contract's signature
        return self.positions.get(partition, 0)

    def expect(self, batch: Batch) -> None:
        """Nothing is prepared."""

    def write(self, batch: Batch) -> None:
        if self.away:
            self.refusals += 1
            raise DatabaseAway("on purpose")
        self.values += [record.value for record in batch.records]
        self.positions[batch.partition] = batch.next_offset


def produce(stack: LocalSettings, topic: str, values: Sequence[bytes]) -> None:
    """Keyed by their numbers."""
    producer = Producer(producer_config(stack.kafka))
    for number, value in enumerate(values):
        producer.produce(topic, value, str(number).encode(), headers=list(HEADERS))
    assert producer.flush(30) == 0


@contextmanager
def running(loop: SinkLoop) -> Iterator[Callable[[], None]]:
    """The loop in a thread, and what stops it early."""
    stopping = threading.Event()
    thread = threading.Thread(target=loop.run, args=(stopping,), daemon=True)
    thread.start()

    def stop() -> None:
        stopping.set()
        thread.join(30)
        assert not thread.is_alive()

    yield stop
    stop()


def loop_of(
    stack: LocalSettings, sink: MemorySink | TimescaleSink, progress: Progress, group: str | None = None
) -> SinkLoop:
    """A loop with a group of its own."""
    with closing(Registry(stack.registry)) as registry:
        starts = Starts(stack.kafka, registry)
    reads = sink_consumer(Settings(kafka=stack.kafka), group or f"test-{uuid4().hex}")
    return SinkLoop(sink, reads, starts, progress)
