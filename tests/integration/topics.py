"""Topics of a test's own, and what is committed in a topic."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient

from kernel.codec import schema_text
from kernel.events.event import Event
from kernel.kafka import consumer, is_end, partition_count
from kernel.topics import CONSUMERS_STARTS, Topic
from kernel.tracing import Headers
from tests.waiting import wait_until

AS_THE_BROKER_SAYS = -1
"""As many copies as the cluster keeps by default."""


@dataclass(frozen=True, slots=True)
class Found:
    """A committed record."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Reader:
    """All committed records of a topic, from its beginning, in `records`."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self.records: list[Found] = []
        self._bootstrap = bootstrap
        self._client: Consumer = consumer(bootstrap, f"test-{topic}")
        self._topic = topic
        self._next = dict.fromkeys(range(partition_count(self._client, topic)), 0)
        self._unread: set[int] = set()
        self._assign()

    def read(self) -> None:
        """Reads what is there, at most some thousand records."""
        for message in self._client.consume(5000, 0.1):
            number = message.partition() or 0
            error = message.error()
            if error is None:
                key, value, headers, offset = message.key(), message.value(), message.headers(), message.offset() or 0
                self.records.append(Found(number, offset, _bytes(key), _bytes(value), [*(headers or [])]))
                self._next[number] = offset + 1
            elif is_end(error):
                self._unread.discard(number)
            else:
                raise KafkaException(error)

    def read_to_end(self, seconds: float = 30) -> None:
        """Reads until the ends of all partitions, as they are from now on."""
        self._client.close()  # a new assignment would still be told of ends that the old one met
        self._client = consumer(self._bootstrap, f"test-{self._topic}")
        self._assign()

        def at_the_end() -> bool:
            self.read()
            return not self._unread

        wait_until(at_the_end, seconds, f"the end of {self._topic}")

    def _assign(self) -> None:
        self._unread = set(self._next)
        self._client.assign([TopicPartition(self._topic, number, offset) for number, offset in self._next.items()])

    def until(self, count: int, seconds: float = 30) -> None:
        """Reads until that many records were seen, and then to the end."""

        def seen() -> bool:
            self.read()
            return len(self.records) >= count

        wait_until(seen, seconds, f"{count} records in {self._topic}")
        self.read_to_end()

    def close(self) -> None:
        self._client.close()


@contextmanager
def own_topics(bootstrap: str, kept: Sequence[str], compacted: Sequence[str], partitions: int) -> Iterator[None]:
    """Topics that exist while the context does."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    made = [NewTopic(name, partitions, AS_THE_BROKER_SAYS) for name in kept]
    made += [NewTopic(name, partitions, AS_THE_BROKER_SAYS, config={"cleanup.policy": "compact"}) for name in compacted]
    admin.list_topics(timeout=30)  # a request on its way fails when the address it began at gives way to the brokers
    for future in admin.create_topics(made).values():
        future.result(30)
    try:
        yield
    finally:
        for future in admin.delete_topics([*kept, *compacted]).values():
            future.result(30)


def with_starts(bootstrap: str) -> None:
    """Makes the topic that every consumer of ours needs, on a broker that `injyana topics apply` did not see."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    if CONSUMERS_STARTS.name not in admin.list_topics(timeout=10).topics:
        made = NewTopic(CONSUMERS_STARTS.name, 1, AS_THE_BROKER_SAYS, config={"cleanup.policy": "compact"})
        admin.create_topics([made])[CONSUMERS_STARTS.name].result(30)


def register(registry: str, *topics: Topic[Event]) -> None:
    """Registers the topics' schemas, as `injyana schemas apply` does."""
    with SchemaRegistryClient({"url": registry}) as client:
        for topic in topics:
            client.register_schema(topic.subject, Schema(schema_text(topic.schema), "AVRO"))


def _bytes(data: str | bytes | None) -> bytes | None:
    return data.encode() if isinstance(data, str) else data
