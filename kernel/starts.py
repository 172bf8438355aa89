"""Whether a consumer may read on: nothing that it has not read may be gone without somebody knowing.

Each group's start in each partition is kept in the compacted topic consumers.starts, with Kafka's id of the topic.
Where retention deleted what was not read yet, where a topic was made anew or cut, or where a group's position is lost,
the consumer stands still and says so (`RecordsGone`, the metric, the alert) until an operator accepts the gap. Markers
of transactions are no records; how positions come past them is said where they are kept.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from confluent_kafka import KafkaException, Producer, TopicCollection, TopicPartition
from confluent_kafka.admin import OffsetSpec

from kernel import metrics
from kernel.clock import system_clock
from kernel.codec import Codec, SchemaIds
from kernel.errors import BrokerAway, RecordsGone, Undecodable
from kernel.events.starts import ConsumerStart
from kernel.kafka import admin_client, consumer, partition_count, producer_config, read_to_end
from kernel.topics import CONSUMERS_STARTS

CALL_SECONDS = 10.0
LOOK_SECONDS = 10.0
"""Between two looks whether the topics are still the same."""
GROUP = "injyana-starts"

Place = tuple[str, int]
Positions = Mapping[Place, int | None]
"""What a group reads, and the offset of the first record that it has not read; None where it reads all each time."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Extent:
    """What Kafka holds of a partition: the topic's id, the first offset, and the one behind the last."""

    topic_id: str
    first: int
    end: int


def gone(position: int | None, extent: Extent, start: ConsumerStart | None) -> str | None:
    """What a group that stands at the position cannot read any more, in words; None where nothing is lost."""
    if start is not None and start.topic_id != extent.topic_id:
        return "the topic was deleted and made anew"
    if position is None:
        return None
    if position < 0:
        return None if start is None else "the group's position is lost, and from the beginning all would come again"
    if position < extent.first:
        return f"the records from {position} to {extent.first - 1} were deleted before they were read"
    if position > extent.end:
        return f"it ends at {extent.end}, but was read up to {position}: the topic was cut"
    return None


def key_of(start: ConsumerStart) -> str:
    """The key of its record."""
    return f"{start.group}|{start.topic}|{start.partition}"


class Starts:
    """The starts of all groups. Methods raise BrokerAway, making one also RegistryAway and Misconfigured."""

    def __init__(self, bootstrap: str, ids: SchemaIds) -> None:
        self._bootstrap = bootstrap
        self._admin = admin_client(bootstrap)
        self.codec = Codec(CONSUMERS_STARTS, ids)

    def topic_ids(self, topics: Iterable[str]) -> dict[str, str]:
        """Kafka's ids of the topics."""
        names = sorted(set(topics))
        if not names:
            return {}
        found = self._admin.describe_topics(TopicCollection(names), request_timeout=CALL_SECONDS)
        return {name: str(self._result(found[name]).topic_id) for name in names}

    def extents(self, places: Iterable[Place]) -> dict[Place, Extent]:
        """What Kafka holds of the partitions now, whether it is committed or not."""
        wanted = sorted(set(places))
        ids = self.topic_ids(topic for topic, _ in wanted)
        specs = OffsetSpec.earliest(), OffsetSpec.latest()  # type: ignore[no-untyped-call]
        first, end = (
            self._admin.list_offsets({TopicPartition(*place): spec for place in wanted}, request_timeout=CALL_SECONDS)
            for spec in specs
        )
        firsts, ends = (
            {(p.topic, p.partition): self._result(f).offset for p, f in asked.items()} for asked in (first, end)
        )
        return {place: Extent(ids[place[0]], firsts[place], ends[place]) for place in wanted}

    def whole(self, topic: str) -> dict[int, Extent]:
        """What Kafka holds of each partition of a topic."""
        found = self._admin.describe_topics(TopicCollection([topic]), request_timeout=CALL_SECONDS)
        count = len(self._result(found[topic]).partitions)
        return {number: extent for (_, number), extent in self.extents((topic, n) for n in range(count)).items()}

    def known(self, group: str) -> dict[Place, ConsumerStart]:
        """Where the group began, as far as that is recorded."""
        found: dict[str, ConsumerStart] = {}
        client = consumer(self._bootstrap, GROUP)
        try:
            count = partition_count(client, CONSUMERS_STARTS.name)
            for message in read_to_end(client, CONSUMERS_STARTS.name, range(count)):
                value = message.value()
                start = self.codec.decode(value.encode() if isinstance(value, str) else value)
                if start.group == group:
                    found[key_of(start)] = start
        except (KafkaException, Undecodable) as error:
            raise BrokerAway(f"{CONSUMERS_STARTS.name} cannot be read: {error}") from error
        finally:
            client.close()
        return {(start.topic, start.partition): start for start in found.values()}

    def check(self, group: str, positions: Positions) -> list[ConsumerStart]:
        """The starts that are not recorded yet. RecordsGone where something that was not read is gone.

        A negative position is none: the group begins at the beginning, where it never began before.
        """
        extents, known = self.extents(positions), self.known(group)
        new, lost = [], []
        for place, position in positions.items():
            start, extent = known.get(place), extents[place]
            begin = 0 if position is not None and position < 0 and start is None else position
            why = gone(begin, extent, start)
            if why is not None:
                lost.append((place, why))
            elif start is None:
                new.append(
                    ConsumerStart(
                        group=group,
                        topic=place[0],
                        partition=place[1],
                        topic_id=extent.topic_id,
                        position=begin,
                        started_at=system_clock(),
                    )
                )
        for topic in {topic for topic, _ in positions}:
            metrics.RECORDS_GONE.labels(group, topic).set(any(topic == each for (each, _), _ in lost))
        if lost:
            raise RecordsGone(_told(group, lost))
        return new

    def begin(self, group: str, positions: Positions) -> None:
        """`check`, and the new starts recorded."""
        new = self.check(group, positions)
        if not new:
            return
        producer = Producer(producer_config(self._bootstrap))
        for start in new:
            producer.produce(CONSUMERS_STARTS.name, self.codec.encode(start), key_of(start))
        if producer.flush(CALL_SECONDS):
            raise BrokerAway(f"{CONSUMERS_STARTS.name} does not take the starts of {group}")

    def _result(self, future: "Future[T]") -> T:
        try:
            return future.result(CALL_SECONDS)
        except (KafkaException, TimeoutError) as error:
            raise BrokerAway(f"Kafka at {self._bootstrap} does not answer: {error}") from error


def _told(group: str, lost: Iterable[tuple[Place, str]]) -> str:
    places = "; ".join(f"{topic} partition {partition}: {why}" for (topic, partition), why in sorted(lost))
    return (
        f"{group} stands still, because records are gone that it has not read: {places}. "
        f"`injyana topics accept-gap {group} TOPIC` goes on without them; docs/operations.md#recordsgone"
    )
