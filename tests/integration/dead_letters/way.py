"""The whole way of a detection as processes, with topics of their own, and the command beside them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import psycopg
from confluent_kafka import Producer
from typer.testing import CliRunner

from injyana.accounts import ledger, streamed
from injyana.accounts.totals import differences
from injyana.cli import app
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.events.detections import Algorithm, Detection, Fingerprint, Kind, Profile
from kernel.events.event import Event
from kernel.events.plays import ScoredPlay
from kernel.events.songs import Song
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId
from kernel.kafka import producer_config
from kernel.process import CANNOT_GO_ON
from kernel.registry import Registry
from kernel.topics import CATALOGUE_SONGS, DETECTIONS_RAW, PLAYS_SCORED, SOURCES, Topic
from kernel.tracing import new_traceparent
from tests.integration.own_process import COMPACTED, FLOWING, dead_letters, own_names
from tests.integration.topics import Reader, own_topics, register
from tests.waiting import wait_until

E = TypeVar("E", bound=Event)

PROCESSES = ("relay", "recognition", "fraud", "aggregation", "timescale-sink")
PARTITIONS = 2
SOURCE = SourceId("phone-1")
SONG = Song(
    song_id=SongId("song-1"),
    title="Umuco",
    artist_id=ArtistId("artist-1"),
    artist="Inyange",
    isrc="RWABC2600001",
    duration_ms=180_000,
)
MENDED = (
    "--set", "kind=metadata", "--set", "fingerprint=null",
    "--set", 'metadata={"title": "Umuco", "artist": "Inyange", "isrc": "RWABC2600001"}',
)  # fmt: skip
"""What makes a play of a damaged detection."""


class Way:
    """What goes in, the processes, the command, and what came out."""

    def __init__(self, stack: LocalSettings, database: str, prefix: str, folder: Path) -> None:
        self.database = database
        self._stack = stack
        self._prefix = prefix
        self._folder = folder
        self._registry = Registry(stack.registry)
        self._codecs = Codecs(self._registry)
        self._producer = Producer(producer_config(stack.kafka))
        self.environment = {
            **stack.environment(),
            "INJYANA_DATABASE": database,
            "INJYANA_PARTITIONS": str(PARTITIONS),
            "INJYANA_OUTBOX": prefix,
            "INJYANA_METRICS_PORT": "0",
            "INJYANA_STATE_DIR": str(folder),
        }
        self._workers: dict[str, subprocess.Popen[bytes]] = {}

    def register(self) -> None:
        """The song and the source, as the relay publishes them."""
        source = Source(
            source_id=SOURCE,
            source_type=SourceType.PHONE,
            name="phone",
            standing=Standing.REGISTERED,
            registered_at=system_clock() - timedelta(days=30),
            changed_at=system_clock() - timedelta(days=30),
        )
        self._put(CATALOGUE_SONGS, SONG.song_id, SONG)
        self._put(SOURCES, SOURCE, source)
        assert self._producer.flush(30) == 0

    def damaged(self, event_id: str) -> Detection:
        """Sends a detection whose fingerprint cannot be read, with a trace of its own."""
        now = system_clock()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        detection = Detection(
            event_id=EventId(event_id),
            source_id=SOURCE,
            source_type=SourceType.PHONE,
            kind=Kind.FINGERPRINT,
            played_at=now - timedelta(minutes=5),
            received_at=now,
            duration_ms=60_000,
            batch_id=BatchId(str(uuid4())),
            content_hash=7,
            fingerprint=Fingerprint(algorithm=Algorithm.CHROMAPRINT, profile=Profile.MIC, data=b"damaged"),
        )
        self._put(DETECTIONS_RAW, SOURCE, detection)
        assert self._producer.flush(30) == 0
        return detection

    def score(self, *plays: ScoredPlay) -> None:
        """Sends plays as the fraud stage and the review do."""
        for play in plays:
            self._put(PLAYS_SCORED, play.song_id, play)
        assert self._producer.flush(30) == 0

    def start(self, *names: str) -> None:
        for name in names or PROCESSES:
            self._start(name)

    def kill(self, name: str) -> None:
        """SIGKILL, and a successor, as the supervisor would do it."""
        self._workers[name].kill()
        self._workers[name].wait(10)
        self._start(name)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.wait(10)
        self._registry.close()

    def dlq(self, *arguments: str) -> str:
        """What `injyana dlq …` says, run in this program, where the topics have their own names."""
        done = CliRunner(env=self.environment).invoke(app, ["dlq", *arguments])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout

    def letters(self, *arguments: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.dlq("list", "--json", *arguments))
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode()).fetchall()

    def until(self, query: str, value: object, seconds: float = 120) -> None:
        """Waits until the query answers the value."""

        def answered() -> bool:
            self._revive()
            return bool(self.rows(query)[0][0] == value)

        wait_until(answered, seconds, f"{query} = {value}")

    def all_in_the_ledger(self, count: int) -> None:
        """Waits until plays.scored holds so many records and the sink has passed the last of each partition."""
        reader = Reader(self._stack.kafka, PLAYS_SCORED.name)
        reader.until(count, 120)
        reader.close()
        ends = {record.partition: record.offset for record in reader.records}
        assert len(reader.records) == count
        for partition, offset in ends.items():
            passed = (
                f"SELECT count(*) FROM sink_offsets WHERE topic = '{PLAYS_SCORED.name}'"
                f" AND partition = {partition} AND next_offset > {offset}"
            )
            self.until(passed, 1)

    def fates(self, *ids: str) -> dict[str, list[str]]:
        with psycopg.connect(self.database) as connection:
            return ledger.fates(connection, ids)

    def settled(self) -> None:
        """Waits until rollups and streamed totals are what the plays of the ledger come to."""

        def equal() -> bool:
            self._revive()
            with psycopg.connect(self.database) as connection:
                recount = ledger.recount(connection)
            return not differences(recount, streamed.totals(self._stack.kafka, self._codecs))

        wait_until(equal, 120, "the streamed totals equal to the ledger's")

    def _put(self, topic: Topic[E], key: str, event: E) -> None:
        value = self._codecs.get(topic).encode(event)
        headers: list[tuple[str, str | bytes | None]] = [("traceparent", new_traceparent())]
        self._producer.produce(topic.name, value, key, headers=headers)

    def _start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._workers[name] = subprocess.Popen(
                [sys.executable, "-m", "tests.integration.own_process", name, self._prefix, "sink"],
                env=os.environ | self.environment,
                stderr=log,
            )

    def _revive(self) -> None:
        """Starts those again that stopped themselves; any other end is a fault."""
        for name, worker in list(self._workers.items()):
            status = worker.poll()
            if status is not None:
                log = (self._folder / f"{name}.log").read_text()[-3000:]
                assert status == CANNOT_GO_ON, f"{name} ended with {status}: {log}"
                self._start(name)


@contextmanager
def way(stack: LocalSettings, database: str, folder: Path) -> Iterator[Way]:
    """The processes with topics that vanish with them; none runs yet."""
    prefix = f"dlq-{uuid4().hex[:8]}"
    with own_names(prefix):
        kept = [*(topic.name for topic in FLOWING), *dead_letters()]
        with own_topics(stack.kafka, kept, [topic.name for topic in COMPACTED], PARTITIONS):
            register(stack.registry, *FLOWING, *COMPACTED)
            made = Way(stack, database, prefix, folder)
            try:
                yield made
            finally:
                made.stop()
