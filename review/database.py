"""PostgreSQL, as the service uses it: a bounded pool, one transaction for each request, errors wrapped at the edge.

It is driven from worker threads and not by the event loop, because a decision is applied by `ledger.revisions`, which
the second look shares, on the connection of the decision's own transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, errors
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from kernel.errors import DatabaseAway, Misconfigured
from kernel.problems import Problem
from review.sql import sql

Db = Connection[Any]
Row = dict[str, Any]

WAIT_SECONDS = 2.0
"""How long a request waits for a connection."""
OPTIONS = "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=15s"
KEYWORDS: dict[str, Any] = {"connect_timeout": 3, "tcp_user_timeout": 15_000}

_ENDED = (errors.IdleInTransactionSessionTimeout, errors.ReadOnlySqlTransaction)
"""A server that let go of us, or that is a standby now: neither is an OperationalError."""


class Database:
    """The pool. Nothing connects before `open`."""

    def __init__(self, address: str, connections: int) -> None:
        self._pool: ConnectionPool[Db] = ConnectionPool(
            address,
            kwargs={"options": OPTIONS, **KEYWORDS},
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
        """A connection within a transaction, committed at the end.

        DatabaseAway: nothing was committed, or everything was and only the answer was lost, which an Idempotency-Key
        makes harmless. Problem 422: a value that PostgreSQL cannot hold. Misconfigured: the schema is not what this
        program needs.
        """
        try:
            with self._pool.connection() as connection, connection.transaction():
                yield connection
        except (PoolTimeout, PoolClosed) as error:
            raise DatabaseAway(f"no connection to PostgreSQL: {error}") from error
        except (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction) as error:
            raise Misconfigured(f"the database is not as expected; run `injyana db migrate`: {error}") from error
        except errors.DataError as error:
            raise Problem(
                422, "bad-value", "A value is none that can be stored.", str(error).partition("\n")[0]
            ) from None
        except (psycopg.OperationalError, *_ENDED) as error:
            raise DatabaseAway(f"PostgreSQL: {error}") from error


def rows(db: Db, name: str, values: Mapping[str, Any]) -> list[Row]:
    """What the statement of sql/NAME.sql gives."""
    with db.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql(name), values).fetchall()


def row(db: Db, name: str, values: Mapping[str, Any]) -> Row | None:
    """Its first row, or None."""
    with db.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql(name), values).fetchone()


def run(db: Db, name: str, values: Mapping[str, Any]) -> int:
    """Runs it for what it does; how many rows it touched."""
    return db.execute(sql(name), values).rowcount
