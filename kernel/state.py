"""One partition of a stage's state: the records of its compacted topic, with the changes of a batch on top."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from confluent_kafka import Consumer

from kernel.codec import Codec
from kernel.events.event import Event
from kernel.kafka import read_to_end
from kernel.topics import Topic

E = TypeVar("E", bound=Event)

HOT_ENTRIES = 50_000
"""Decoded values kept beside their bytes; at 300 to 1,000 bytes each some 30 MB a table at the most."""


class PartitionTable(Generic[E]):
    """A Table whose changes live in three layers: of the step that is running, of the batch, of what is committed.

    Values rest as encoded bytes, a tenth of what their objects take, and are decoded when they are asked for.
    """

    def __init__(self, topic: Topic[E], codec: Codec[E]) -> None:
        self.topic = topic
        self._codec = codec
        self._stored: dict[str, bytes] = {}
        self._hot: dict[str, E] = {}
        self._batch: dict[str, E | None] = {}
        self._step: dict[str, E | None] = {}

    def get(self, key: str) -> E | None:
        if key in self._step:
            return self._step[key]
        if key in self._batch:
            return self._batch[key]
        value = self._hot.get(key)
        if value is None and (data := self._stored.get(key)) is not None:
            value = self._hot[key] = self._codec.decode(data)
        return value

    def put(self, key: str, value: E) -> None:
        self._step[key] = value

    def delete(self, key: str) -> None:
        self._step[key] = None

    def undo(self) -> None:
        """Forgets what was changed since the last `keep`."""
        self._step.clear()

    def keep(self) -> None:
        """What was changed belongs to the batch."""
        self._batch.update(self._step)
        self._step.clear()

    def changes(self) -> Iterator[tuple[str, bytes | None]]:
        """The records of the batch's changes: key and encoded value, None where it was deleted."""
        for key, value in self._batch.items():
            yield key, None if value is None else self._codec.encode(value)

    def commit(self, written: dict[str, bytes | None]) -> None:
        """The batch's changes, as they were written, are what the topic holds now."""
        if len(self._hot) + len(self._batch) > HOT_ENTRIES:
            self._hot.clear()
        for key, data in written.items():
            value = self._batch[key]
            if value is None or data is None:
                self._stored.pop(key, None)
                self._hot.pop(key, None)
            else:
                self._stored[key] = data
                self._hot[key] = value
        self._batch.clear()

    def restore(self, client: Consumer, partition: int) -> None:
        """Reads the partition of the table's topic from its beginning to its end.

        `client` is made by `kernel.kafka.consumer`. KafkaException where the broker is away.
        """
        for message in read_to_end(client, self.topic.name, [partition]):
            self.load(message.key(), message.value())

    def load(self, key: bytes | str | None, value: bytes | str | None) -> None:
        """Takes a record of the table's topic as it is; one without a value takes its key away."""
        name = key.decode() if isinstance(key, bytes) else key or ""
        if isinstance(value, bytes):
            self._stored[name] = value
        else:
            self._stored.pop(name, None)

    def __len__(self) -> int:
        return len(self._stored)
