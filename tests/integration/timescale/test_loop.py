"""The loop of every sink on a real broker: where it begins, what it survives, when it refuses."""

from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import psycopg
import pytest
from confluent_kafka import Producer

from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.health import Progress
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.sink_decoding import KafkaDeadLetters
from kernel.topics import PLAYS_SCORED
from sinks.timescale.database import Database
from sinks.timescale.sink import TimescaleSink
from tests.integration.timescale.ledger import event_id, play
from tests.integration.timescale.loops import MemorySink, loop_of, produce, running
from tests.integration.topics import own_topics
from tests.waiting import wait_until


@pytest.fixture
def topic(stack: LocalSettings) -> Iterator[str]:
    name = f"test-{uuid4().hex}"
    with own_topics(stack.kafka, [name], [], 2):
        yield name


def test_it_begins_where_the_store_stands(stack: LocalSettings, topic: str) -> None:
    produce(stack, topic, [b"%d" % n for n in range(100)])
    sink, progress = MemorySink(topic), Progress()
    with running(loop_of(stack, sink, progress)):
        wait_until(lambda: len(sink.values) == 100, what="100 records")
        wait_until(lambda: progress.ready, what="readiness")
    assert sum(sink.positions.values()) == 100
    sink.positions[0] -= 3
    produce(stack, topic, [b"more"])
    with running(loop_of(stack, sink, Progress())):
        wait_until(lambda: len(sink.values) == 104, what="three again and one more")
    assert set(sink.values) == {b"%d" % n for n in range(100)} | {b"more"}


def test_an_outage_loses_and_doubles_nothing(stack: LocalSettings, topic: str) -> None:
    sink, progress = MemorySink(topic), Progress()
    with running(loop_of(stack, sink, progress)):
        produce(stack, topic, [b"before"])
        wait_until(lambda: sink.values == [b"before"], what="the record before")
        sink.away = True
        produce(stack, topic, [b"%d" % n for n in range(50)])
        wait_until(lambda: sink.refusals > 1, what="a second attempt")
        assert not progress.ready
        assert progress.live
        produce(stack, topic, [b"%d" % n for n in range(50, 100)])
        sink.away = False
        wait_until(lambda: len(sink.values) >= 101, what="all records")
        wait_until(lambda: progress.ready, what="readiness")
    assert sorted(sink.values[1:], key=lambda value: int(value or b"-1")) == [b"%d" % n for n in range(100)]


def test_a_topic_that_was_cut_is_not_read_on(stack: LocalSettings, topic: str) -> None:
    sink = MemorySink(topic)
    sink.positions = {0: 5, 1: 0}
    progress = Progress()
    with running(loop_of(stack, sink, progress)):
        wait_until(lambda: "the topic was cut" in str(progress.report()["waits_for"]), what="a stop that says why")
        produce(stack, topic, [b"%d" % n for n in range(4)])
        assert not progress.ready
        sink.positions = {0: 0, 1: 0}  # as somebody would reset it by hand
        wait_until(lambda: len(sink.values) == 4, what="what is there now")


def test_plays_come_from_kafka_to_the_ledger_and_poison_to_the_dead_letters(
    stack: LocalSettings, database: str
) -> None:
    names = [uuid4().hex for _ in range(20)]
    poison = b"poison " + names[0].encode()
    letters = KafkaDeadLetters("timescale-sink", Producer(producer_config(stack.kafka)))
    wanted = {event_id(name) for name in names}

    def arrived() -> bool:
        with psycopg.connect(database) as connection:
            ids = {str(row[0]) for row in connection.execute("SELECT event_id FROM play_events")}
            dead = connection.execute("SELECT origin_topic, error FROM dead_letters WHERE value = %s", [poison])
            return wanted <= ids and dead.fetchall() == [(PLAYS_SCORED.name, "Undecodable")]

    with closing(Registry(stack.registry)) as registry, closing(Database(database, system_clock)) as store:
        encode = Codec(PLAYS_SCORED, registry).encode
        produce(stack, PLAYS_SCORED.name, [*(encode(play(name)) for name in names[:10]), poison])
        produce(stack, PLAYS_SCORED.name, [encode(play(name)) for name in names[5:]])
        with running(loop_of(stack, TimescaleSink(store, registry, letters, system_clock), Progress())):
            wait_until(arrived, 60, "the plays in the ledger and the poison in dead_letters")
