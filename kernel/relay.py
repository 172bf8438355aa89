"""Publishes the outbox: one process, in order, each row once in effect.

The rows and the position that they reach are one Kafka transaction, so that a relay that died is continued exactly
where its readers saw it stop, and a second one is fenced.
"""

import logging
import sys
import threading
import time
from typing import Any

import psycopg
from confluent_kafka import KafkaException

from kernel import metrics, outbox
from kernel.codec import Codec
from kernel.errors import DatabaseAway
from kernel.events.outbox import OutboxPosition
from kernel.health import Progress
from kernel.kafka import consumer, transactional_producer
from kernel.process import CANNOT_GO_ON, begin, told_to_stop
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.settings import Settings
from kernel.starts import Starts
from kernel.state import PartitionTable
from kernel.topics import OUTBOX_POSITION

LOG = logging.getLogger(__name__)

NAME = "relay"
ROWS = 500
"""Published in one transaction; songs are some 12 KB each, so 6 MB."""
CALL_SECONDS = 10.0
WAIT_SECONDS = 1.0
"""A notification that got lost delays its row by this at the most."""
TIDY_SECONDS = 3600.0


class RelaySettings(Settings):
    """What the relay is told beside."""

    outbox: str = NAME
    """Names the database's outbox in Kafka: relays of one name fence each other and share a position."""


class Relay:
    """Publishes what is behind the committed position. Making one fences any other of the same name. KafkaException;
    RecordsGone where the position was lost with its topic, and all rows would be published again."""

    def __init__(self, bootstrap: str, name: str, codec: Codec[OutboxPosition]) -> None:
        self._name = name
        self._producer = transactional_producer(bootstrap, name)
        self._producer.init_transactions(CALL_SECONDS)
        Starts(bootstrap, codec.ids).begin(name, {(OUTBOX_POSITION.name, 0): None})
        self._table = PartitionTable(OUTBOX_POSITION, codec)
        client = consumer(bootstrap, NAME)
        try:
            self._table.restore(client, 0)
        finally:
            client.close()
        position = self._table.get(name)
        self.last_id = position.last_id if position else 0

    def publish(self, rows: list[outbox.Row]) -> None:
        """Publishes the rows, which follow the last ones."""
        self._producer.begin_transaction()
        for row in rows:
            headers: list[tuple[str, str | bytes | None]] = [*row.headers]
            self._producer.produce(row.topic, row.value, row.key, headers=headers)
        self._table.put(self._name, OutboxPosition(last_id=rows[-1].id))
        self._table.keep()
        written = dict(self._table.changes())
        for key, value in written.items():
            self._producer.produce(OUTBOX_POSITION.name, value, key, partition=0)
        self._producer.commit_transaction(CALL_SECONDS)
        self._table.commit(written)
        self.last_id = rows[-1].id
        for row in rows:
            metrics.OUTBOX_PUBLISHED.labels(row.topic).inc()


def main() -> None:
    """Runs until SIGTERM or SIGINT; exits CANNOT_GO_ON where Kafka refuses, to be started again."""
    settings = RelaySettings()
    progress = begin(NAME, settings)
    codec = outlast(lambda: Codec(OUTBOX_POSITION, Registry(settings.registry)), progress)
    stopping = told_to_stop()
    try:
        relay = outlast(
            lambda: None if stopping.is_set() else Relay(settings.kafka, settings.outbox, codec),
            progress,
            stopping.wait,
        )
        if relay is not None:
            _relay(relay, settings, progress, stopping)
    except KafkaException:
        LOG.exception("Kafka refused; a fresh process starts from the committed position")
        sys.exit(CANNOT_GO_ON)


def _relay(relay: Relay, settings: RelaySettings, progress: Progress, stopping: threading.Event) -> None:
    while not stopping.is_set():
        outlast(lambda: _serve(relay, settings, progress, stopping), progress, stopping.wait)


def _serve(relay: Relay, settings: Settings, progress: Progress, stopping: threading.Event) -> None:
    """Publishes until told to stop. DatabaseAway."""
    try:
        with psycopg.connect(settings.database.get_secret_value(), autocommit=True) as connection:
            connection.execute(f"LISTEN {outbox.CHANNEL}")
            tidied = -TIDY_SECONDS
            progress.becomes_ready()
            while not stopping.is_set():
                rows = outbox.after(connection, relay.last_id, ROWS)
                if rows:
                    relay.publish(rows)
                metrics.OUTBOX_WAITING.set(outbox.waiting(connection, relay.last_id))
                progress.made()
                if time.monotonic() - tidied > TIDY_SECONDS:
                    outbox.forget_published(connection, relay.last_id)
                    tidied = time.monotonic()
                if len(rows) < ROWS:
                    _wait(connection)
    except psycopg.Error as error:
        raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error


def _wait(connection: psycopg.Connection[Any]) -> None:
    for _ in connection.notifies(timeout=WAIT_SECONDS, stop_after=1):
        return
