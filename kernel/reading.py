"""How a process of stages begins to read: nothing is gone, and a group that is new has its positions from the start on.

A start and the position of the input that goes with it are one Kafka transaction: a group whose start is known and
whose position is not has lost it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from confluent_kafka import KafkaException, TopicPartition

from kernel.errors import BrokerAway
from kernel.kafka import consumer, is_end, partition_count, transactional_producer
from kernel.stage import Stage
from kernel.starts import CALL_SECONDS, Place, Starts, key_of
from kernel.topics import CONSUMERS_STARTS

NOWHERE = -1
"""The position of a group that has none."""
LOOK_SECONDS = 5.0


def begin_reading(bootstrap: str, process: str, stages: Sequence[Stage[Any]], starts: Starts) -> None:
    """Returns once the process may read its inputs and restore its tables. RecordsGone, BrokerAway."""
    if not starts.check(process, _positions(bootstrap, process, stages)):
        return
    producer = transactional_producer(bootstrap, f"{process}.starts")
    try:
        producer.init_transactions(CALL_SECONDS)  # another worker that begins has ended its transaction, or never will
        positions = _positions(bootstrap, process, stages)
        new = starts.check(process, positions)
        producer.begin_transaction()
        for start in new:
            producer.produce(CONSUMERS_STARTS.name, starts.codec.encode(start), key_of(start))
        first = [
            TopicPartition(start.topic, start.partition, start.position or 0)
            for start in new
            if positions[start.topic, start.partition] == NOWHERE
        ]
        if first:
            group = consumer(bootstrap, process)
            producer.send_offsets_to_transaction(first, group.consumer_group_metadata(), CALL_SECONDS)
            group.close()
        producer.commit_transaction(CALL_SECONDS)
    except KafkaException as error:
        raise BrokerAway(f"{process} could not begin to read: {error}") from error


def next_record(bootstrap: str, group: str, place: Place, position: int) -> int:
    """The offset of the first committed record at the position or behind it, or else where the partition ends now.

    What lies between is no record: markers of transactions, and what was aborted. The position itself where Kafka
    does not say so in time.
    """
    client = consumer(bootstrap, group)
    try:
        client.assign([TopicPartition(*place, position)])
        for message in client.consume(1, LOOK_SECONDS):
            error = message.error()
            if error is None or is_end(error):
                return max(message.offset() or 0, position)
        return position
    finally:
        client.close()


def _positions(bootstrap: str, process: str, stages: Sequence[Stage[Any]]) -> dict[Place, int | None]:
    client = consumer(bootstrap, process)
    try:
        inputs = list(_places(client, (stage.reads.name for stage in stages)))
        positions: dict[Place, int | None] = dict.fromkeys(
            _places(client, (table.name for stage in stages for table in stage.tables))
        )
        found = client.committed([TopicPartition(*place) for place in inputs], timeout=CALL_SECONDS)
    except KafkaException as error:
        raise BrokerAway(f"Kafka does not say where {process} stands: {error}") from error
    finally:
        client.close()
    for each in found:
        if each.error:
            raise BrokerAway(f"Kafka does not say where {process} stands: {each.error}")
        positions[each.topic, each.partition] = max(each.offset, NOWHERE)
    return positions


def _places(client: Any, topics: Iterable[str]) -> Iterable[Place]:
    return ((topic, number) for topic in topics for number in range(partition_count(client, topic)))
