"""Where each kind of consumer keeps its positions, and how an operator moves them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from confluent_kafka import KafkaException, TopicPartition

from kernel.codec import Codec
from kernel.errors import BrokerAway, Refused
from kernel.events.outbox import OutboxPosition
from kernel.events.starts import ConsumerStart
from kernel.kafka import consumer, transactional_producer
from kernel.starts import CALL_SECONDS, Place, Starts, key_of
from kernel.topics import CONSUMERS_STARTS, OUTBOX_POSITION
from ledger.connection import connected
from sinks.redis.keys import Keys
from sinks.redis.live import connect, redis_or_away
from sinks.timescale.sql import sql

Record = tuple[str, str, bytes, int]
"""Topic, key, value and partition, -1 where the key says it."""
BY_KEY = -1


class Group(Protocol):
    """A consumer group as the command moves it."""

    def positions(self, places: Iterable[Place]) -> dict[Place, int | None]:
        """Where it stands: None where it keeps no position, negative where it has none. Outage."""

    def go_on(self, group: str, accepted: Sequence[ConsumerStart]) -> None:
        """Moves it to the accepted positions, and records them. Outage."""


@dataclass(frozen=True, slots=True)
class StageGroup:
    """A process of stages: its positions are the group's in Kafka, and move in one transaction with the record."""

    starts: Starts
    bootstrap: str
    name: str

    def positions(self, places: Iterable[Place]) -> dict[Place, int | None]:
        client = consumer(self.bootstrap, self.name)
        try:
            found = client.committed([TopicPartition(*place) for place in places], timeout=CALL_SECONDS)
        except KafkaException as error:
            raise BrokerAway(f"Kafka does not say where {self.name} stands: {error}") from error
        finally:
            client.close()
        return {(each.topic, each.partition): max(each.offset, -1) for each in found}

    def go_on(self, group: str, accepted: Sequence[ConsumerStart]) -> None:
        offsets = [TopicPartition(each.topic, each.partition, each.position or 0) for each in accepted]
        publish(self.bootstrap, f"{group}.starts", _records(self.starts, accepted), group, offsets)


@dataclass(frozen=True, slots=True)
class WholeTopic:
    """Who reads all of a compacted topic at each start: readers in memory, and the tables of stages."""

    starts: Starts
    bootstrap: str

    def positions(self, places: Iterable[Place]) -> dict[Place, int | None]:
        return dict.fromkeys(places)

    def go_on(self, group: str, accepted: Sequence[ConsumerStart]) -> None:
        publish(self.bootstrap, f"{group}.starts", _records(self.starts, accepted))


@dataclass(frozen=True, slots=True)
class RelayGroup:
    """The relay: its position is the id of the last outbox row published, which lies in the topic itself."""

    starts: Starts
    bootstrap: str

    def positions(self, places: Iterable[Place]) -> dict[Place, int | None]:
        return dict.fromkeys(places)

    def go_on(self, group: str, accepted: Sequence[ConsumerStart]) -> None:
        last_id = accepted[0].position
        if last_id is None:
            raise Refused("say the id of the last outbox row that was published by --from; all behind it is published")
        value = Codec(OUTBOX_POSITION, self.starts.codec.ids).encode(OutboxPosition(last_id=last_id))
        publish(self.bootstrap, group, [*_records(self.starts, accepted), (OUTBOX_POSITION.name, group, value, 0)])


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """The ledger's sink: its positions lie in the database."""

    starts: Starts
    bootstrap: str
    database: str
    sink: str

    def positions(self, places: Iterable[Place]) -> dict[Place, int | None]:
        with connected(self.database) as connection:
            rows = {place: connection.execute(sql("offset_begin"), self._names(place)).fetchone() for place in places}
        return {place: 0 if row is None else int(row[0]) for place, row in rows.items()}

    def go_on(self, group: str, accepted: Sequence[ConsumerStart]) -> None:
        with connected(self.database) as connection:
            for each in accepted:
                names = self._names((each.topic, each.partition))
                connection.execute(sql("offset_advance"), {**names, "next_offset": each.position})
        publish(self.bootstrap, f"{group}.starts", _records(self.starts, accepted))

    def _names(self, place: Place) -> dict[str, str | int]:
        return {"sink": self.sink, "topic": place[0], "partition": place[1]}


@dataclass(frozen=True, slots=True)
class LiveGroup:
    """The sink of the live figures: its positions lie in Redis."""

    starts: Starts
    bootstrap: str
    redis: str

    def positions(self, places: Iterable[Place]) -> dict[Place, int | None]:
        with redis_or_away(), connect(self.redis) as client:
            held = {place: client.hget(Keys().positions, f"{place[0]}:{place[1]}") for place in places}
        return {place: None if found is None else int(found) for place, found in held.items()}

    def go_on(self, group: str, accepted: Sequence[ConsumerStart]) -> None:
        with redis_or_away(), connect(self.redis) as client:
            for each in accepted:
                client.hset(Keys().positions, f"{each.topic}:{each.partition}", str(each.position))
        publish(self.bootstrap, f"{group}.starts", _records(self.starts, accepted))


def publish(
    bootstrap: str,
    transactional_id: str,
    records: Sequence[Record],
    group: str = "",
    offsets: Sequence[TopicPartition] = (),
) -> None:
    """The records, and the positions of the group, in one transaction. BrokerAway; nothing is done then."""
    producer = transactional_producer(bootstrap, transactional_id)
    try:
        producer.init_transactions(CALL_SECONDS)
        producer.begin_transaction()
        for topic, key, value, partition in records:
            producer.produce(topic, value, key, partition)
        if offsets:
            client = consumer(bootstrap, group)
            producer.send_offsets_to_transaction([*offsets], client.consumer_group_metadata(), CALL_SECONDS)
            client.close()
        producer.commit_transaction(CALL_SECONDS)
    except KafkaException as error:
        raise BrokerAway(f"Kafka did not take it: {error}") from error


def _records(starts: Starts, accepted: Iterable[ConsumerStart]) -> list[Record]:
    return [(CONSUMERS_STARTS.name, key_of(each), starts.codec.encode(each), BY_KEY) for each in accepted]
