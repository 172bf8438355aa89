"""How every process talks to Kafka: one place for the settings that make it exact."""

import logging
import time
from collections.abc import Iterable, Iterator
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from kernel.errors import BrokerAway
from kernel.kafka_address import KafkaAddress

LOG = logging.getLogger(__name__)

LINGER_MS = 5
"""How long a record waits for company; a single play is answered by its acknowledgement, so it must stay small."""
SILENCE_SECONDS = 20.0
"""A broker that sends nothing for so long, not even that a partition ends, is away."""
TRANSACTION_TIMEOUT_MS = 30_000
"""After this the broker aborts what a dead process left open, and its readers go on."""


def client_config(bootstrap: str) -> dict[str, Any]:
    """What every client is told to reach the brokers, in either form of kernel/kafka_address.py. Misconfigured."""
    return KafkaAddress.of(bootstrap).client()


def admin_client(bootstrap: str) -> AdminClient:
    """A client that asks about topics and groups, and changes them."""
    return AdminClient(client_config(bootstrap) | {"log_level": 0})


def producer_config(bootstrap: str) -> dict[str, Any]:
    """An idempotent producer: acknowledged by all in-sync replicas, in order, compressed.

    Keys are spread by murmur2, as Java's clients do, so that any other producer finds the same partitions.
    """
    return client_config(bootstrap) | {
        "enable.idempotence": True,
        "acks": "all",
        "linger.ms": LINGER_MS,
        "compression.type": "lz4",
        "partitioner": "murmur2_random",
        "log_level": 3,
    }


def transactional_producer(bootstrap: str, transactional_id: str) -> Producer:
    """A producer whose records become visible by commit; init_transactions is the caller's."""
    return Producer(
        producer_config(bootstrap)
        | {
            "transactional.id": transactional_id,
            "transaction.timeout.ms": TRANSACTION_TIMEOUT_MS,
            "linger.ms": 1000,  # commit flushes; until then let batches fill
        }
    )


def consumer_config(bootstrap: str, group: str) -> dict[str, Any]:
    """A consumer of committed records only, that commits nothing by itself and reports the ends of partitions."""
    return client_config(bootstrap) | {
        "group.id": group,
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 100,
        "log_level": 3,
    }


def consumer(bootstrap: str, group: str) -> Consumer:
    """A consumer made by `consumer_config`."""
    return Consumer(consumer_config(bootstrap, group))


def partition_count(client: Consumer | Producer, topic: str, timeout: float = 10) -> int:
    """How many partitions a topic has. BrokerAway; also where the topic does not exist (yet)."""
    try:
        found = client.list_topics(topic, timeout).topics[topic]
    except KafkaException as error:
        raise BrokerAway(f"no list of topics from Kafka: {error}") from error
    if found.error is not None or not found.partitions:
        raise BrokerAway(f"topic {topic} is not there: {found.error}; `injyana topics apply` makes it")
    return len(found.partitions)


def read_to_end(client: Consumer, topic: str, partitions: Iterable[int]) -> Iterator[Message]:
    """Every committed record of the partitions, from their beginnings to their ends.

    `client` is made by `consumer`; it is left without an assignment. KafkaException where the broker sends nothing for
    SILENCE_SECONDS.
    """
    unread = set(partitions)
    client.assign([TopicPartition(topic, number, 0) for number in unread])
    try:
        heard = time.monotonic()
        while unread:
            for message in client.consume(5000, 0.05):
                heard = time.monotonic()
                error = message.error()
                if error is None:
                    yield message
                elif is_end(error):
                    if message.topic() == topic:  # an end that the client met before this assignment may come late
                        unread.discard(message.partition() or 0)
                else:
                    raise KafkaException(error)
            if unread and time.monotonic() - heard > SILENCE_SECONDS:
                raise KafkaException(f"no end of {topic} {sorted(unread)} within {SILENCE_SECONDS} s")
    finally:
        client.unassign()


def is_fatal(error: KafkaError) -> bool:
    """Whether the client is of no use any more, and only a new one is.

    librdkafka tells its consumers by an error with this code, of which `fatal()` says no (its INTRODUCTION.md, "Fatal
    errors").
    """
    return bool(error.fatal() or error.code() == KafkaError._FATAL)


def is_end(error: KafkaError) -> bool:
    """Whether a consumer's error only says that a partition's end was reached."""
    return bool(error.code() == KafkaError._PARTITION_EOF)
