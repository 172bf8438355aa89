"""The sink in its loop, from real topics into a Redis that dies and comes back empty."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from injyana.local.settings import LocalSettings
from kernel import kafka
from kernel.codec import Codec
from kernel.events.aggregates import Dimension, Window
from kernel.health import Progress
from kernel.kafka import partition_count, producer_config
from kernel.registry import Registry
from kernel.sink import SinkLoop
from kernel.starts import Starts
from kernel.topics import AGGREGATES_HOUR, PLAYS_SCORED
from sinks.redis.keeper import Keeper
from sinks.redis.live import Live, connect
from sinks.redis.reader import Reader
from sinks.redis.rebuild import Rebuild, Rebuilt
from sinks.redis.sink import RedisSink
from tests.integration.redis_sink.conftest import OwnRedis, Remembered
from tests.integration.redis_sink.ledger import reach
from tests.unit.redis_sink.made import play, total
from tests.waiting import wait_until

HOUR = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


class Writer:
    """Publishes what the stages would."""

    def __init__(self, stack: LocalSettings, registry: Registry) -> None:
        self._producer = Producer(producer_config(stack.kafka))
        self._totals = Codec(AGGREGATES_HOUR, registry)
        self._plays = Codec(PLAYS_SCORED, registry)

    def total(self, id_: str, plays: int) -> None:
        value = self._totals.encode(total(id_, plays, start=HOUR))
        self._producer.produce(AGGREGATES_HOUR.name, value, id_)
        assert self._producer.flush(10) == 0

    def play(self, number: int, song: str, source: str) -> None:
        made = play(number, song_id=song, source_id=source, played_at=datetime.now(UTC).replace(microsecond=0))
        self._producer.produce(PLAYS_SCORED.name, self._plays.encode(made), song)
        assert self._producer.flush(10) == 0


def claim_all(stack: LocalSettings, database: str) -> None:
    """Lets the test's ledger claim all of plays.scored: other tests' plays are not what these are about."""
    count = partition_count(Producer(producer_config(stack.kafka)), PLAYS_SCORED.name)
    reach(database, PLAYS_SCORED.name, dict.fromkeys(range(count), 2**60))


def rebuild(stack: LocalSettings, database: str, redis: str) -> Rebuilt:
    with connect(redis) as client:
        return Rebuild(client, database, stack.kafka).run()


class Running:
    """The process's parts in threads, as its main puts them together."""

    def __init__(self, stack: LocalSettings, registry: Registry, database: str, redis: str, group: str) -> None:
        self.progress = Progress()
        self.letters = Remembered()
        self.group = group
        self._stopping = threading.Event()
        sink = RedisSink(Live(connect(redis)), registry, self.letters)
        loop = SinkLoop(sink, kafka.consumer(stack.kafka, group), Starts(stack.kafka, registry), self.progress)
        keeper = Keeper(Reader(connect(redis)), lambda: rebuild(stack, database, redis))
        self._threads = [threading.Thread(target=each.run, args=(self._stopping,)) for each in (loop, keeper)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture
def writer(stack: LocalSettings, registry: Registry) -> Writer:
    return Writer(stack, registry)


@pytest.fixture
def reader(own_redis: OwnRedis) -> Iterator[Reader]:
    with connect(own_redis.url) as client:
        yield Reader(client)


@pytest.fixture
def running(stack: LocalSettings, registry: Registry, database: str, own_redis: OwnRedis) -> Iterator[Running]:
    claim_all(stack, database)
    made = Running(stack, registry, database, own_redis.url, f"test-redis-sink-{uuid4().hex}")
    try:
        yield made
    finally:
        made.stop()


def committed(stack: LocalSettings, group: str, topic: str) -> int:
    """How many records of the topic the group has committed, over all partitions."""
    admin = AdminClient({"bootstrap.servers": stack.kafka})
    count = partition_count(Producer(producer_config(stack.kafka)), topic)
    wanted = [TopicPartition(topic, n) for n in range(count)]
    asked = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group, wanted)])
    return sum(max(0, place.offset) for place in asked[group].result(10).topic_partitions or [])


@pytest.mark.usefixtures("running")
def test_records_reach_redis(writer: Writer, reader: Reader) -> None:
    song, source = f"song-{uuid4()}", f"phone-{uuid4()}"
    writer.total(song, 3)
    writer.total(song, 4)
    writer.play(1, song, source)
    wait_until(lambda: reader.total(Window.HOUR, HOUR, Dimension.SONG, song).accepted_plays == 4, 40, "the total")
    wait_until(lambda: reader.last_plays(song_id=song), 40, "the play")
    assert source in reader.active_sources(HOUR.replace(hour=0))


def test_a_redis_that_dies_and_comes_back_empty_is_waited_for_and_rebuilt(
    stack: LocalSettings, database: str, own_redis: OwnRedis, writer: Writer, reader: Reader, running: Running
) -> None:
    before, after = f"song-{uuid4()}", f"song-{uuid4()}"
    writer.total(before, 3)
    wait_until(lambda: reader.total(Window.HOUR, HOUR, Dimension.SONG, before).accepted_plays == 3, 40, "the total")
    wait_until(lambda: running.progress.ready, 40, "readiness")
    own_redis.kill()
    reached = committed(stack, running.group, AGGREGATES_HOUR.name)
    writer.total(after, 5)
    wait_until(lambda: not running.progress.ready, 40, "the outage to show")
    assert committed(stack, running.group, AGGREGATES_HOUR.name) == reached
    with psycopg.connect(database) as connection, connection.cursor() as cursor:  # the ledger needs no Redis
        cursor.executemany(
            "INSERT INTO play_rollups (dimension, period, start, id, accepted_plays, accepted_ms)"
            " VALUES ('song', 'hour', %s, %s, %s, 90000)",
            [(HOUR, before, 3), (HOUR, after, 5)],
        )
    own_redis.start()
    wait_until(lambda: running.progress.ready and reader.version() is not None, 40, "the rebuild")
    assert [reader.total(Window.HOUR, HOUR, Dimension.SONG, song).accepted_plays for song in (before, after)] == [3, 5]
    writer.total(after, 6)
    wait_until(
        lambda: reader.total(Window.HOUR, HOUR, Dimension.SONG, after).accepted_plays == 6, 40, "what came since"
    )
