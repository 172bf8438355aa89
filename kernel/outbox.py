"""The transactional outbox: what a database transaction wants published, kept in that transaction.

A row is written together with what it tells of, and published by `kernel.relay` in the order of commits. So a change
and its record in Kafka both happen, or neither does (https://microservices.io/patterns/data/transactional-outbox.html).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from psycopg.types.json import Jsonb

from kernel.codec import Codec
from kernel.events.event import Event
from kernel.topics import Topic
from kernel.tracing import TRACEPARENT, Headers

E = TypeVar("E", bound=Event)

CHANNEL = "outbox"
"""PostgreSQL notifies it at the commit of each transaction that put something."""
KEPT = "7 days"
"""Published rows are kept so long, for people who ask what was sent."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be published; ids rise in the order of commits."""

    id: int
    topic: str
    key: str
    value: bytes | None
    headers: Headers


def put(
    connection: psycopg.Connection[Any],
    topic: Topic[E],
    key: str,
    event: E | None,
    codec: Codec[E],
    traceparent: str | None = None,
) -> None:
    """Puts an event (None: a tombstone) into the outbox, in the connection's open transaction.

    From here to the end of the transaction other writers of the outbox wait, so keep it short.
    """
    value = None if event is None else codec.encode(event)
    headers = Jsonb({TRACEPARENT: traceparent} if traceparent else {})
    connection.execute("SELECT outbox_put(%s, %s, %s, %s)", (topic.name, key, value, headers))


def put_all(
    connection: psycopg.Connection[Any],
    topic: Topic[E],
    events: Iterable[tuple[str, E, str | None]],
    codec: Codec[E],
) -> None:
    """Puts many events, each with its key and traceparent, in one exchange with the server; otherwise as `put`."""
    rows = [
        (topic.name, key, codec.encode(event), Jsonb({TRACEPARENT: traceparent} if traceparent else {}))
        for key, event, traceparent in events
    ]
    with connection.cursor() as cursor:
        cursor.executemany("SELECT outbox_put(%s, %s, %s, %s)", rows)


def put_as_it_is(
    connection: psycopg.Connection[Any], topic: str, key: str, value: bytes | None, headers: Mapping[str, str]
) -> int:
    """Puts a record that is encoded already, or that no schema fits; returns its row. Otherwise as `put`."""
    row = connection.execute("SELECT outbox_put(%s, %s, %s, %s)", (topic, key, value, Jsonb(headers))).fetchone()
    return int(row[0]) if row else 0


def after(connection: psycopg.Connection[Any], last_id: int, limit: int) -> list[Row]:
    """The rows behind `last_id`, oldest first."""
    cursor = connection.execute(
        "SELECT id, topic, key, value, headers FROM outbox WHERE id > %s ORDER BY id LIMIT %s", (last_id, limit)
    )
    return [
        Row(id_, topic, key, value, [(name, text.encode()) for name, text in _pairs(headers)])
        for id_, topic, key, value, headers in cursor
    ]


def waiting(connection: psycopg.Connection[Any], last_id: int) -> int:
    """How many rows are not yet published."""
    row = connection.execute("SELECT count(*) FROM outbox WHERE id > %s", (last_id,)).fetchone()
    return int(row[0]) if row else 0


def forget_published(connection: psycopg.Connection[Any], last_id: int) -> None:
    """Deletes what was published long ago."""
    connection.execute("DELETE FROM outbox WHERE id <= %s AND created_at < now() - %s::interval", (last_id, KEPT))


def _pairs(headers: dict[str, str] | None) -> Iterator[tuple[str, str]]:
    yield from (headers or {}).items()
