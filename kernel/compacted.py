"""A compacted topic kept in memory: every partition, from the beginning, by a thread that goes on reading."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition

from kernel.codec import Codec
from kernel.errors import Outage, RecordsGone, Undecodable
from kernel.events.event import Event
from kernel.kafka import consumer_config, is_end, partition_count
from kernel.starts import LOOK_SECONDS, Starts
from kernel.topics import Topic

LOG = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)

Change = tuple[str, E | None]
RETRY_SECONDS = 1.0


class CompactedReader(Generic[E]):
    """The newest event of each key of a compacted topic, in this process's memory.

    `get` answers from memory. `begin` is where reading begins, the next offset of every partition, for who knows what
    came before; by default the beginning. `ready` is true once every partition was read to its end as it was at some
    moment after the start. Each batch of changes is told to `on_changes` in order, with the position reached: next
    offset by partition; two readers at the same position have seen the same. Who is told keeps them: `get` knows
    nothing then. A record that cannot be decoded is logged and passed over: the newest good event of its key stays. No
    consumer group is joined: each process reads all of it. A topic that was made anew or cut is not read on: the reader
    is not ready, and what is in memory stays.
    """

    def __init__(
        self,
        bootstrap: str,
        topic: Topic[E],
        codec: Codec[E],
        on_changes: Callable[[list[Change[E]], dict[int, int]], None] | None = None,
        begin: Mapping[int, int] | None = None,
    ) -> None:
        self._bootstrap = bootstrap
        self._topic = topic
        self._codec = codec
        self._on_changes = on_changes
        self._begin = begin or {}
        self._events: dict[str, E] = {}
        self._ready = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"reads {topic.name}", daemon=True)

    @property
    def ready(self) -> bool:
        return self._ready.is_set()

    def get(self, key: str) -> E | None:
        return self._events.get(key)

    def values(self) -> list[E]:
        """All events now in memory."""
        return list(self._events.values())

    def start(self) -> None:
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Waits until ready; false where the time ran out first."""
        return self._ready.wait(seconds)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        group = f"reads-{self._topic.name}"
        while not self._stop.is_set():
            client = Consumer(consumer_config(self._bootstrap, group) | {"auto.offset.reset": "error"})
            try:
                self._read(client)
            except (KafkaException, Outage) as error:
                LOG.warning("reading %s again after: %s", self._topic.name, error)
                if isinstance(error, RecordsGone):
                    self._ready.clear()
                self._stop.wait(RETRY_SECONDS)
            finally:
                client.close()

    def _read(self, client: Consumer) -> None:
        name = self._topic.name
        count = partition_count(client, name)
        starts = Starts(self._bootstrap, self._codec.ids)
        starts.begin(f"reads-{name}", {(name, number): None for number in range(count)})
        topic_ids, looked = starts.topic_ids([name]), time.monotonic()
        client.assign(
            [TopicPartition(name, number, self._begin.get(number, OFFSET_BEGINNING)) for number in range(count)]
        )
        unread = set(range(count))
        reached = {number: self._begin.get(number, 0) for number in range(count)}
        while not self._stop.is_set():
            if time.monotonic() - looked > LOOK_SECONDS:
                if starts.topic_ids([name]) != topic_ids:
                    return
                looked = time.monotonic()
            changes: list[Change[E]] = []
            for message in client.consume(1000, 0.1):
                number = message.partition() or 0
                error = message.error()
                if error is not None:
                    if not is_end(error):
                        raise KafkaException(error)
                    unread.discard(number)
                    continue
                reached[number] = (message.offset() or 0) + 1
                change = self._change(message.key(), message.value())
                if change is not None:
                    changes.append(change)
            self._apply(changes, reached)
            if not unread:
                self._ready.set()

    def _change(self, key: bytes | str | None, value: bytes | str | None) -> Change[E] | None:
        name = key.decode() if isinstance(key, bytes) else key or ""
        try:
            return name, None if value is None else self._codec.decode(value if isinstance(value, bytes) else b"")
        except Undecodable as error:
            LOG.error("passed over a record of %s, key %s: %s", self._topic.name, name, error)
            return None

    def _apply(self, changes: list[Change[E]], reached: dict[int, int]) -> None:
        if self._on_changes is not None:
            if changes:
                self._on_changes(changes, dict(reached))
            return
        for key, event in changes:
            if event is None:
                self._events.pop(key, None)
            else:
                self._events[key] = event
