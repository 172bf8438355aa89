"""The whole way of a revision as processes that can be killed: outbox, relay, ledger, aggregation, Redis."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from confluent_kafka import Producer

from injyana.accounts import ledger
from injyana.demo.settle import Books
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.events.findings import Finding
from kernel.events.plays import ScoredPlay
from kernel.kafka import producer_config
from kernel.process import CANNOT_GO_ON
from kernel.registry import Registry
from kernel.topics import FRAUD_FINDINGS, PLAYS_SCORED
from ledger.plays import PLAY_COLUMNS, play_of
from sinks.redis.live import connect
from tests.integration.own_process import COMPACTED, FLOWING, dead_letters, own_names
from tests.integration.redis_sink.conftest import OwnRedis
from tests.integration.topics import own_topics, register
from tests.waiting import wait_until

PROCESSES = ("relay", "timescale-sink", "aggregation", "redis-sink", "second-look")
PARTITIONS = 2
KILLED = -signal.SIGKILL
ON_THE_WAY = "SELECT (SELECT count(*) FROM play_revisions) - sum(revision) FROM play_events"
"""Revisions that were issued and are not yet in the ledger."""


class Way:
    """The processes, what goes in, and every place that holds totals."""

    def __init__(self, stack: LocalSettings, database: str, redis: str, prefix: str, folder: Path) -> None:
        self.database = database
        self._prefix = prefix
        self._folder = folder
        self._registry = Registry(stack.registry)
        self.codecs = Codecs(self._registry)
        self._producer = Producer(producer_config(stack.kafka))
        self._redis = connect(redis)
        self.books = Books(database, stack.kafka, self.codecs, self._redis, system_clock)
        self._environment = {
            **os.environ,
            **stack.environment(),
            "INJYANA_SETTLE_SECONDS": "0",
            "INJYANA_DATABASE": database,
            "INJYANA_REDIS": redis,
            "INJYANA_PARTITIONS": str(PARTITIONS),
            "INJYANA_OUTBOX": prefix,
            "INJYANA_METRICS_PORT": "0",
            "INJYANA_STATE_DIR": str(folder),
        }
        self._workers: dict[str, subprocess.Popen[bytes]] = {}

    def send(self, plays: Iterable[ScoredPlay]) -> None:
        """What the fraud stage publishes of the first look."""
        codec = self.codecs.get(PLAYS_SCORED)
        for play in plays:
            self._producer.produce(PLAYS_SCORED.name, codec.encode(play), play.song_id.encode())
        assert self._producer.flush(30) == 0

    def find(self, finding: Finding) -> None:
        """What it publishes of the second look."""
        value = self.codecs.get(FRAUD_FINDINGS).encode(finding)
        self._producer.produce(FRAUD_FINDINGS.name, value, finding.finding_id.encode())
        assert self._producer.flush(30) == 0

    def start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._workers[name] = subprocess.Popen(
                [sys.executable, "-m", "tests.integration.own_process", name, self._prefix],
                env=self._environment,
                stderr=log,
            )

    def kill(self, name: str) -> None:
        """SIGKILL, and a successor, as the supervisor would do it."""
        worker = self._workers[name]
        worker.kill()
        assert worker.wait(10) in (KILLED, CANNOT_GO_ON)
        self.start(name)

    def revive(self) -> None:
        """Starts those again that stopped themselves; any other end is a fault."""
        for name, worker in list(self._workers.items()):
            status = worker.poll()
            if status is not None:
                log = (self._folder / f"{name}.log").read_text()[-3000:]
                assert status == CANNOT_GO_ON, f"{name} ended with {status}: {log}"
                self.start(name)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.wait(10)
        self._redis.close()
        self._registry.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode()).fetchall()

    def plays(self) -> dict[str, ScoredPlay]:
        """Every play of the ledger by its id."""
        return {play.event_id: play for play in map(play_of, self.rows(f"SELECT {PLAY_COLUMNS} FROM play_events"))}

    def until(self, query: str, value: object, seconds: float = 120) -> None:
        """Waits until the query answers the value."""

        def answered() -> bool:
            self.revive()
            return bool(self.rows(query)[0][0] == value)

        wait_until(answered, seconds, f"{query} = {value}")

    def on_the_way(self) -> int:
        """How many revisions were issued and are not yet in the ledger."""
        return int(self.rows(ON_THE_WAY)[0][0])

    def moves_on(self, seconds: float = 60) -> None:
        """Waits until some more revisions reached the ledger, or none is left."""
        left = self.on_the_way()

        def moved() -> bool:
            self.revive()
            now = self.on_the_way()
            return now < left or not now

        wait_until(moved, seconds, f"fewer than {left} revisions on their way")

    def settled(self, seconds: float = 120) -> dict[Any, Any]:
        """Waits until the rollups, the streamed totals and Redis all equal a recount of the plays; that recount."""
        found: dict[str, Any] = {}

        def equal() -> bool:
            self.revive()
            found.clear()
            found.update({name: differences[:3] for name, differences in self.books.compared().items()})
            return not any(found.values())

        wait_until(equal, seconds, f"the same totals everywhere; what differs: {found}")
        with psycopg.connect(self.database) as connection:
            return ledger.recount(connection)


@contextmanager
def way(stack: LocalSettings, database: str, redis: OwnRedis, folder: Path) -> Iterator[Way]:
    """The processes with topics that vanish with them; none runs yet."""
    prefix = f"way-{uuid4().hex[:8]}"
    with own_names(prefix):
        kept = [*(topic.name for topic in FLOWING), *dead_letters()]
        with own_topics(stack.kafka, kept, [topic.name for topic in COMPACTED], PARTITIONS):
            register(stack.registry, *FLOWING, *COMPACTED)
            made = Way(stack, database, redis.url, prefix, folder)
            try:
                yield made
            finally:
                made.stop()
