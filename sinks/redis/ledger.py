"""What the ledger says: its totals and plays in one snapshot, and how far it has come."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from confluent_kafka import Consumer, KafkaException, TopicPartition
from psycopg.rows import dict_row

from kernel import kafka
from kernel.errors import BrokerAway, DatabaseAway
from kernel.events.aggregates import Dimension, Window, WindowTotal
from kernel.kafka import is_end
from kernel.topics import PLAYS_SCORED
from sinks.redis import keys
from sinks.redis.figures import LastPlay

SQL = Path(__file__).parent / "sql"
LEDGER = "timescale-sink"  # the consumer group of the sink that writes the ledger
GROUP = "injyana-redis-rebuild"
ROWS = 5000  # rows fetched at once: a few megabytes
KAFKA_SECONDS = 10.0

Ends = Mapping[int, int]
"""Where each partition of plays.scored ended at some moment."""


def _query(name: str) -> LiteralString:
    query: LiteralString = (SQL / f"{name}.sql").read_text()
    return query


@contextmanager
def database_or_away() -> Iterator[None]:
    """Turns a lost connection into DatabaseAway."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error


class Snapshot:
    """One moment of the ledger. Made by `snapshot`, read once."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self._connection = connection

    def positions(self, topic: str) -> dict[int, int]:
        """How far the ledger holds a topic: the next offset by partition."""
        rows = self._connection.execute(_query("positions"), {"sink": LEDGER, "topic": topic})
        return {row["partition"]: row["next_offset"] for row in rows}

    def totals(self, now: datetime) -> Iterator[WindowTotal]:
        """The totals of every window that is still kept."""
        for row in self._rows("minutes", {"since": now - keys.KEPT[Window.MINUTE]}):
            yield _total(Window.MINUTE, row)
        for window in (Window.HOUR, Window.DAY):
            for row in self._rows("rollups", {"period": window.value, "since": now - keys.KEPT[window]}):
                yield _total(window, row)

    def last_plays(self, now: datetime) -> Iterator[tuple[str, LastPlay]]:
        """The plays of each list, with the list's name."""
        since = {"since": now - keys.LAST_KEPT}
        limits = {"country_limit": keys.LAST_COUNTRY, "each_limit": keys.LAST_EACH}
        for row in self._rows("last_plays", since | limits):
            yield row.pop("list"), LastPlay(**row)

    def active_sources(self, now: datetime) -> Iterator[tuple[str, datetime]]:
        """Each source that heard something within a day before the newest play, and when last."""
        for row in self._rows("active_sources", {"since": now - keys.ACTIVE_FOR}):
            yield row["source_id"], row["played_at"]

    def _rows(self, name: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        with self._connection.cursor(name) as cursor:
            cursor.itersize = ROWS
            cursor.execute(_query(name), parameters)
            yield from cursor


@contextmanager
def snapshot(database: str) -> Iterator[Snapshot]:
    """The ledger as it stands at the first query. DatabaseAway, also out of the snapshot's methods."""
    with database_or_away(), psycopg.connect(database, row_factory=dict_row) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Snapshot(connection)


def _total(window: Window, row: dict[str, Any]) -> WindowTotal:
    return WindowTotal(window=window, **row | {"dimension": Dimension(row["dimension"])})


class ScoredPlays:
    """The topic plays.scored, seen by the one who waits until the ledger has reached a moment of it."""

    def __init__(self, bootstrap: str, topic: str = PLAYS_SCORED.name) -> None:
        self.topic = topic
        self._consumer: Consumer = kafka.consumer(bootstrap, GROUP)

    def ends(self) -> dict[int, int]:
        """Where the partitions end now. BrokerAway."""
        ends = {}
        for partition in range(kafka.partition_count(self._consumer, self.topic)):
            place = TopicPartition(self.topic, partition)
            try:
                _, ends[partition] = self._consumer.get_watermark_offsets(place, timeout=KAFKA_SECONDS)
            except KafkaException as error:
                raise BrokerAway(f"Kafka does not say where {place.topic} ends: {error}") from error
        return ends

    def passed(self, positions: Mapping[int, int], ends: Ends) -> bool:
        """Whether no record lies between the positions and the ends. Offsets of transaction markers are no records."""
        return all(
            positions.get(partition, 0) >= end or self._nothing_before(partition, positions.get(partition, 0), end)
            for partition, end in ends.items()
        )

    def _nothing_before(self, partition: int, position: int, end: int) -> bool:
        self._consumer.assign([TopicPartition(self.topic, partition, position)])
        messages = self._consumer.consume(1, KAFKA_SECONDS)
        if not messages:
            return False
        error, offset = messages[0].error(), messages[0].offset()
        if error is not None:
            if is_end(error):
                return True
            raise BrokerAway(f"Kafka: {error.str()}")
        return offset is not None and offset >= end

    def close(self) -> None:
        self._consumer.close()
