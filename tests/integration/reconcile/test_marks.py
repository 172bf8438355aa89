"""What a comparison relies on: ends, positions and transactions of real topics."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from confluent_kafka import Producer, TopicPartition

from injyana.local.settings import LocalSettings
from injyana.reconcile.marks import Topics
from injyana.reconcile.mending import Corrector
from kernel.codec import Codecs
from kernel.errors import BrokerAway
from kernel.events.aggregates import Delta, Dimension
from kernel.kafka import consumer, producer_config, transactional_producer
from kernel.registry import Registry
from kernel.topics import AGGREGATES_DELTAS
from tests.integration.topics import own_topics

MINUTE = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def topic(stack: LocalSettings) -> Iterator[str]:
    name = f"test-{uuid4().hex}"
    with own_topics(stack.kafka, [name], [], 2):
        yield name


@pytest.fixture
def topics(stack: LocalSettings) -> Iterator[Topics]:
    with closing(Topics(stack.kafka)) as made:
        yield made


def send(stack: LocalSettings, topic: str, *values: bytes) -> None:
    producer = Producer(producer_config(stack.kafka))
    for value in values:
        producer.produce(topic, value, partition=0)
    assert producer.flush(10) == 0


def read(topics: Topics, starts: dict[tuple[str, int], int], topic: str) -> list[bytes]:
    return [bytes(message.value() or b"") for message in topics.records(starts, topics.ends((topic,)))]


def test_records_between_marks_are_read_once(stack: LocalSettings, topics: Topics, topic: str) -> None:
    send(stack, topic, b"a", b"b", b"c")
    assert topics.beginnings((topic,)) == {(topic, 0): 0, (topic, 1): 0}
    ends = topics.ends((topic,))
    assert ends == {(topic, 0): 3, (topic, 1): 0}
    send(stack, topic, b"d")
    assert [message.value() for message in topics.records({(topic, 0): 1}, ends)] == [b"b", b"c"]
    assert topics.since((topic,), datetime.now(UTC) + timedelta(hours=1)) == topics.ends((topic,))
    assert topics.since((topic,), datetime.now(UTC) - timedelta(hours=1))[topic, 0] == 0


def test_markers_of_transactions_hold_nobody_up_and_open_ones_do(
    stack: LocalSettings, topics: Topics, topic: str
) -> None:
    writer = transactional_producer(stack.kafka, f"test-{uuid4().hex}")
    writer.init_transactions(10)
    writer.begin_transaction()
    writer.produce(topic, b"a", partition=0)
    writer.commit_transaction(10)
    ends = topics.ends((topic,))
    assert ends[topic, 0] == 2
    assert topics.passed({(topic, 0): 1}, ends)
    assert not topics.passed({(topic, 0): 0}, ends)
    assert not topics.passed({}, ends)
    writer.begin_transaction()
    writer.produce(topic, b"b", partition=0)
    writer.flush(10)
    ends = topics.ends((topic,))
    assert ends[topic, 0] == 3
    assert not topics.passed({(topic, 0): 2}, ends)
    assert read(topics, {}, topic) == [b"a"]
    writer.commit_transaction(10)
    assert not topics.passed({(topic, 0): 2}, ends)
    assert topics.passed({(topic, 0): 3}, topics.ends((topic,)))
    assert read(topics, {}, topic) == [b"a", b"b"]


def test_committed_positions_are_told_without_taking_part(stack: LocalSettings, topics: Topics, topic: str) -> None:
    group = f"test-{uuid4().hex}"
    assert topics.committed(group, (topic,)) == {(topic, 0): 0, (topic, 1): 0}
    with closing(consumer(stack.kafka, group)) as client:
        client.commit(offsets=[TopicPartition(topic, 0, 5)], asynchronous=False)
    assert topics.committed(group, (topic,)) == {(topic, 0): 5, (topic, 1): 0}


def test_a_repair_fences_the_one_before_it(stack: LocalSettings) -> None:
    with closing(Registry(stack.registry)) as registry:
        codec = Codecs(registry).get(AGGREGATES_DELTAS)
        first = Corrector(stack.kafka, codec)
        second = Corrector(stack.kafka, codec)
        delta = Delta(dimension=Dimension.SONG, id="song-of-a-test", minute=MINUTE, made_at=MINUTE, accepted_plays=1)
        with pytest.raises(BrokerAway, match="took no correction"):
            first.publish([delta])
        second.publish([delta, delta.evolve(accepted_plays=-1)])
