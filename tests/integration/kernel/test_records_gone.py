"""A stage whose unread records are gone stands still and says so; what only looks like that stops nothing."""

import json
import signal
import socket
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from typer.testing import CliRunner

from injyana.cli import app
from injyana.gaps.groups import publish
from kernel.errors import Refused
from kernel.kafka import consumer, transactional_producer
from tests.integration.kernel.toy import PARTITIONS, Toy, events
from tests.integration.topics import Reader
from tests.waiting import wait_until

ONE_KEY = 1


class Watched:
    """A toy stage whose health is served, and what an operator does about it."""

    def __init__(self, stage: Toy) -> None:
        self.stage = stage
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self._port = listener.getsockname()[1]
        stage.environment["INJYANA_METRICS_PORT"] = str(self._port)
        self.admin = AdminClient({"bootstrap.servers": stage.stack.kafka})
        self.partition = self._partition()

    def _partition(self) -> int:
        """Where the records of the one key lie: as many as are sent here."""
        self.stage.send(events(range(10), ONE_KEY))
        reader = Reader(self.stage.stack.kafka, self.stage.source.name)
        reader.until(10)
        reader.close()
        return reader.records[0].partition

    def get(self, path: str) -> str:
        try:
            with urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=5) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            return error.read().decode()
        except OSError:
            return "{}"

    def waits_for(self) -> str:
        return str(json.loads(self.get("/health/ready")).get("waits_for"))

    def until_it_stands(self, why: str) -> None:
        """Waits until the process says that it stands still, and why; it is alive, and the metric says so too."""

        def stands() -> bool:
            self.stage.revive()
            return why in self.waits_for()

        wait_until(stands, 60, f"standstill: {why}")
        assert json.loads(self.get("/health/live"))["live"]
        assert f'injyana_records_gone{{group="{self.stage.name}",topic="{self.stage.source.name}"}} 1.0' in self.get(
            "/metrics"
        )

    def command(self, *options: str) -> str:
        done = CliRunner(env=self.stage.stack.environment()).invoke(
            app, ["topics", "accept-gap", self.stage.name, self.stage.source.name, *options]
        )
        if isinstance(done.exception, Refused):
            return f"refused: {done.exception}"
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    def accept(self, *options: str) -> None:
        assert "nothing was done" in self.command(*options)
        assert "say by --reason" in self.command(*options, "--apply")
        assert "goes on within seconds" in self.command(*options, "--reason", "a test", "--apply")
        assert "has no gap" in self.command(*options)

    def delete_before(self, offset: int) -> None:
        """What retention does."""
        place = TopicPartition(self.stage.source.name, self.partition, offset)
        self.admin.delete_records([place])[place].result(30)

    def make_anew(self) -> None:
        name = self.stage.source.name
        self.admin.delete_topics([name])[name].result(30)
        wait_until(lambda: name not in self.admin.list_topics(timeout=5).topics, what="the end of the topic")

        def made() -> bool:
            self.admin.create_topics([NewTopic(name, PARTITIONS, 1)])[name].exception(30)
            return name in self.admin.list_topics(timeout=5).topics

        wait_until(made, what="the topic anew")

    def position(self) -> int:
        client = consumer(self.stage.stack.kafka, self.stage.name)
        found = client.committed([TopicPartition(self.stage.source.name, self.partition)], timeout=10)[0]
        client.close()
        return int(found.offset)

    def stopped(self) -> None:
        """The worker ends in order."""
        self.stage.signal("a", signal.SIGTERM)
        assert self.stage.workers.pop("a").wait(20) == 0


@pytest.fixture
def watched(stage: Toy) -> Watched:
    return Watched(stage)


def seen(watched: Watched) -> set[str]:
    return set(watched.stage.causes())


def test_retention_deleted_what_was_not_read(watched: Watched) -> None:
    stage = watched.stage
    stage.start("a")
    stage.until_seen(10)
    watched.stopped()
    position = watched.position()
    stage.send(events(range(10, 30), ONE_KEY))
    watched.delete_before(position + 5)
    stage.start("a")
    watched.until_it_stands(f"the records from {position} to {position + 4} were deleted")
    watched.accept()
    stage.until_seen(25)
    assert seen(watched) == {str(number) for number in [*range(10), *range(15, 30)]}
    assert stage.totals() == {"song-0": 25}


def test_retention_overtakes_a_worker_that_runs(watched: Watched) -> None:
    stage = watched.stage
    stage.start("a")
    stage.until_seen(10)
    stage.signal("a", signal.SIGSTOP)
    stage.send(events(range(10, 20), ONE_KEY))
    watched.delete_before(20)
    stage.signal("a", signal.SIGCONT)
    watched.until_it_stands("were deleted before they were read")
    watched.accept("--from", "latest")
    stage.send(events(range(20, 22), ONE_KEY))
    stage.until_seen(12)
    assert stage.totals() == {"song-0": 12}


@pytest.mark.parametrize("running", [True, False])
def test_a_topic_made_anew(watched: Watched, running: bool) -> None:
    """Also where the new one is longer already than the old one was read: its offsets would pass for others."""
    stage = watched.stage
    stage.start("a")
    stage.until_seen(10)
    if not running:
        watched.stopped()
    watched.make_anew()
    stage.send(events(range(100, 150), ONE_KEY))
    if not running:
        stage.start("a")
    watched.until_it_stands("made anew")
    watched.accept("--from", "earliest")
    stage.until_seen(60)
    assert seen(watched) == {str(number) for number in [*range(10), *range(100, 150)]}


def test_a_position_behind_the_end(watched: Watched) -> None:
    stage = watched.stage
    stage.start("a")
    stage.until_seen(10)
    watched.stopped()
    place = TopicPartition(stage.source.name, watched.partition, 500)
    publish(stage.stack.kafka, f"{stage.name}.moves", [], stage.name, [place])
    stage.start("a")
    watched.until_it_stands("was read up to 500")
    watched.accept("--from", "10")
    stage.send(events(range(10, 12), ONE_KEY))
    stage.until_seen(12)
    assert stage.totals() == {"song-0": 12}


def test_a_position_that_is_lost_is_not_the_beginning(watched: Watched) -> None:
    """From the beginning, all would be counted again."""
    stage = watched.stage
    stage.start("a")
    stage.until_seen(10)
    watched.stopped()

    def deleted() -> bool:
        return watched.admin.delete_consumer_groups([stage.name])[stage.name].exception(30) is None

    wait_until(deleted, 60, "the end of the group")
    stage.start("a")
    watched.until_it_stands("position is lost")
    assert "Say which by --from" in watched.command("--partition", str(watched.partition))
    watched.accept("--from", "latest")
    stage.send(events(range(10, 12), ONE_KEY))
    stage.until_seen(12)
    assert stage.totals() == {"song-0": 12}


def test_a_new_group_begins_at_the_beginning_unless_that_is_gone(watched: Watched) -> None:
    watched.delete_before(4)
    watched.stage.start("a")
    watched.until_it_stands("the records from 0 to 3 were deleted")
    watched.accept()
    watched.stage.until_seen(6)
    assert seen(watched) == {str(number) for number in range(4, 10)}


def _markers(watched: Watched) -> None:
    """Behind the records lie a marker, an aborted record and its marker."""

    for end in ("commit_transaction", "abort_transaction"):
        producer = transactional_producer(watched.stage.stack.kafka, f"{watched.stage.name}.markers")
        producer.init_transactions(10)
        producer.begin_transaction()
        event = next(events(range(10, 11), ONE_KEY))
        producer.produce(watched.stage.source.name, watched.stage.codec.encode(event), event.id)
        producer.flush(10)
        ended: Callable[[float], None] = getattr(producer, end)
        ended(10)


def test_what_only_looks_like_a_gap_stops_nothing(watched: Watched) -> None:
    """Read records deleted, and the markers behind them: a topic that is idle for longer than it keeps records."""
    stage = watched.stage
    stage.module = "tests.integration.kernel.toy_passing_markers"
    _markers(watched)
    end = 10 + 2 + 2
    stage.start("a")
    stage.until_seen(11)
    wait_until(lambda: watched.position() == end, what="the position behind the last marker")
    watched.delete_before(end)
    watched.stopped()
    stage.start("a")
    stage.send(events(range(11, 13), ONE_KEY))
    stage.until_seen(13)
    watched.delete_before(end + 1)
    stage.send(events(range(13, 14), ONE_KEY))
    stage.until_seen(14)
    assert stage.totals() == {"song-0": 14}
