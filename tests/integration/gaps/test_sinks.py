"""A sink whose unread records are gone waits for an operator's word; the ledger's and Redis's positions move by it."""

from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient
from pydantic import SecretStr
from typer.testing import CliRunner

from injyana.cli import app
from injyana.gaps import accepting
from injyana.local.settings import LocalSettings
from kernel import sink as sink_module
from kernel.health import Progress
from kernel.kafka import consumer, transactional_producer
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.starts import Starts
from sinks.redis.keys import Keys
from sinks.redis.live import connect
from sinks.redis.sink import NAME as LIVE
from sinks.timescale.sink import NAME as LEDGER
from tests.integration.gaps.anew import make_anew
from tests.integration.redis_sink.conftest import OwnRedis
from tests.integration.timescale.loops import MemorySink, loop_of, produce, running
from tests.integration.topics import own_topics
from tests.waiting import wait_until

PARTITION = 0


@pytest.fixture
def topic(stack: LocalSettings) -> Iterator[str]:
    name = f"test-{uuid4().hex}"
    with own_topics(stack.kafka, [name], [], 1):
        yield name


@pytest.fixture
def starts(stack: LocalSettings) -> Starts:
    with closing(Registry(stack.registry)) as registry:
        return Starts(stack.kafka, registry)


def delete_before(stack: LocalSettings, topic: str, offset: int) -> None:
    place = TopicPartition(topic, PARTITION, offset)
    admin = AdminClient({"bootstrap.servers": stack.kafka})
    admin.delete_records([place])[place].result(30)


def why(progress: Progress) -> str:
    return str(progress.report()["waits_for"])


def accept(stack: LocalSettings, group: str, topic: str, *options: str) -> str:
    done = CliRunner(env=stack.environment()).invoke(
        app, ["topics", "accept-gap", group, topic, "--reason", "a test", "--apply", *options]
    )
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_a_running_sink_is_overtaken_by_retention(stack: LocalSettings, topic: str) -> None:
    sink, progress = MemorySink(topic), Progress()
    produce(stack, topic, [b"0", b"1"])
    with running(loop_of(stack, sink, progress)):
        wait_until(lambda: len(sink.values) == 2, what="two records")
        sink.away = True
        produce(stack, topic, [b"2", b"3", b"4"])
        delete_before(stack, topic, 4)
        sink.positions[PARTITION] = 2
    with running(loop_of(stack, sink, progress)):
        wait_until(lambda: "the records from 2 to 3 were deleted" in why(progress), what="a stop that says why")
        sink.away = False
        assert not progress.ready
        assert progress.live
        sink.positions[PARTITION] = 4
        wait_until(lambda: sink.values == [b"0", b"1", b"4"], what="what is left")


def test_a_topic_made_anew_under_a_running_sink(
    stack: LocalSettings, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sink_module, "LOOK_SECONDS", 0.2)
    sink, progress = MemorySink(topic), Progress()
    produce(stack, topic, [b"old"])
    with running(loop_of(stack, sink, progress)):
        wait_until(lambda: sink.values == [b"old"], what="the record of the old topic")
        make_anew(stack, topic)
        produce(stack, topic, [b"passes for the old one", b"new"])
        wait_until(lambda: "made anew" in why(progress), 60, "a stop that says why")


def test_markers_that_retention_deletes_are_no_gap(
    stack: LocalSettings, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sink_module, "MARKERS_EVERY_SECONDS", 0.2)
    group = f"test-{uuid4().hex}"
    producer = transactional_producer(stack.kafka, f"test-{topic}")
    producer.init_transactions(10)
    producer.begin_transaction()
    producer.produce(topic, b"only", b"key")
    producer.commit_transaction(10)
    sink, progress = MemorySink(topic), Progress()
    reads = consumer(stack.kafka, group)

    def noted() -> bool:
        found = reads.committed([TopicPartition(topic, PARTITION)], timeout=10)[0]
        return bool(found.offset == 2 and found.metadata == "1")

    with running(loop_of(stack, sink, progress, group)):
        wait_until(noted, what="a note that only a marker lies behind the record")
    delete_before(stack, topic, 2)
    with running(loop_of(stack, sink, progress, group)):
        wait_until(lambda: progress.ready, what="readiness")
        produce(stack, topic, [b"more"])
        wait_until(lambda: sink.values == [b"only", b"more"], what="what comes next")
    sink.positions[PARTITION] = 0  # an older copy of the store: for this one the record itself is gone
    with running(loop_of(stack, sink, progress, group)):
        wait_until(lambda: "the records from 0 to 1 were deleted" in why(progress), what="a stop that says why")
    reads.close()


def test_the_ledgers_position_moves_by_an_operators_word(
    stack: LocalSettings, database: str, topic: str, starts: Starts
) -> None:
    settings = Settings(kafka=stack.kafka, registry=stack.registry, database=SecretStr(database))
    produce(stack, topic, [b"0", b"1", b"2"])
    delete_before(stack, topic, 2)
    group = accepting.group_of(settings, starts, LEDGER, topic)
    places = accepting.places_of(settings, topic, None)
    (gap,) = accepting.gaps(starts, group, LEDGER, places, None)
    assert gap.resume == 2
    accepting.accept(group, LEDGER, [gap], "aline", "a test")
    assert accepting.gaps(starts, group, LEDGER, places, None) == []
    assert group.positions(places) == {(topic, PARTITION): 2}
    kept = starts.known(LEDGER)[topic, PARTITION]
    assert (kept.accepted_by, kept.reason, kept.position) == ("aline", "a test", 2)


def test_the_live_figures_position_moves_by_an_operators_word(
    stack: LocalSettings, own_redis: OwnRedis, topic: str, starts: Starts
) -> None:
    settings = Settings(kafka=stack.kafka, registry=stack.registry, redis=SecretStr(own_redis.url))
    produce(stack, topic, [b"0", b"1", b"2"])
    with connect(own_redis.url) as client:
        client.hset(Keys().positions, f"{topic}:{PARTITION}", "1")
    delete_before(stack, topic, 3)
    group = accepting.group_of(settings, starts, LIVE, topic)
    (gap,) = accepting.gaps(starts, group, LIVE, [(topic, PARTITION)], "latest")
    accepting.accept(group, LIVE, [gap], "aline", "a test")
    assert group.positions([(topic, PARTITION)]) == {(topic, PARTITION): 3}


def test_there_is_no_gap_to_accept(stack: LocalSettings, topic: str) -> None:
    assert "has no gap" in accept(stack, "nobody", topic)
