"""PostgreSQL, as decisions use it: a bounded pool, one transaction for each request.

It is driven from worker threads and not by the event loop, because a decision is applied by `ledger.revisions`, which
the second look shares, on the connection of the decision's own transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from http_api.database import CONNECTING, WAIT_SECONDS, Row, wrapped
from review.statements import SQL

Db = Connection[Any]


class Desk:
    """The pool. Nothing connects before `open`."""

    def __init__(self, address: str, connections: int) -> None:
        self._pool: ConnectionPool[Db] = ConnectionPool(
            address,
            kwargs=CONNECTING,
            min_size=1,
            max_size=connections,
            timeout=WAIT_SECONDS,
            max_waiting=connections * 16,
            reconnect_timeout=5.0,
            check=ConnectionPool.check_connection,
            open=False,
        )

    def open(self) -> None:
        """Begins to connect, without waiting."""
        self._pool.open(wait=False)

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Db]:
        """A connection within a transaction, committed at the end; errors as `http_api.database.wrapped` says."""
        with wrapped(), self._pool.connection() as connection, connection.transaction():
            yield connection


def rows(db: Db, name: str, values: Mapping[str, Any]) -> list[Row]:
    """What the statement of sql/NAME.sql gives."""
    with db.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(SQL[name], values).fetchall()


def row(db: Db, name: str, values: Mapping[str, Any]) -> Row | None:
    """Its first row, or None."""
    with db.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(SQL[name], values).fetchone()


def run(db: Db, name: str, values: Mapping[str, Any]) -> int:
    """Runs it for what it does; how many rows it touched."""
    return db.execute(SQL[name], values).rowcount
