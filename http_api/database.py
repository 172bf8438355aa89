"""PostgreSQL, as the HTTP services use it: a bounded pool, one transaction for each request, errors wrapped."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from kernel.errors import DatabaseAway, Misconfigured
from kernel.problems import Problem

Db = AsyncConnection[Any]
Row = dict[str, Any]

WAIT_SECONDS = 2.0
"""How long a request waits for a connection."""
OPTIONS = "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=15s"
CONNECTING: dict[str, Any] = {"options": OPTIONS, "connect_timeout": 3, "tcp_user_timeout": 15_000}

_ENDED = (errors.IdleInTransactionSessionTimeout, errors.ReadOnlySqlTransaction)
"""A server that let go of us, or that is a standby now: neither is an OperationalError."""


class Database:
    """The pool. Nothing connects before `open`."""

    def __init__(self, address: str, connections: int) -> None:
        self._address = address
        self._connections = connections
        self._pool: AsyncConnectionPool[Db] | None = None

    async def open(self) -> None:
        """Begins to connect, without waiting."""
        self._pool = AsyncConnectionPool(
            self._address,
            kwargs=CONNECTING,
            min_size=1,
            max_size=self._connections,
            timeout=WAIT_SECONDS,
            max_waiting=self._connections * 16,
            reconnect_timeout=5.0,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        await self._pool.open(wait=False)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Db]:
        """A connection within a transaction, committed at the end; errors as `wrapped` says."""
        if self._pool is None:
            raise DatabaseAway("no connection to PostgreSQL: the pool is not open")
        with wrapped():
            async with self._pool.connection() as connection, connection.transaction():
                yield connection


@contextmanager
def wrapped() -> Iterator[None]:
    """The driver's errors as ours.

    DatabaseAway: nothing was committed, or everything was and only the answer was lost, which an Idempotency-Key makes
    harmless. Problem 422: a value that PostgreSQL cannot hold. Misconfigured: the schema is not what the program needs.
    """
    try:
        yield
    except (PoolTimeout, PoolClosed) as error:
        raise DatabaseAway(f"no connection to PostgreSQL: {error}") from error
    except (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction) as error:
        raise Misconfigured(f"the database is not as expected; run `injyana db migrate`: {error}") from error
    except errors.DataError as error:
        raise Problem(422, "bad-value", "A value is none that can be stored.", str(error).partition("\n")[0]) from None
    except (psycopg.OperationalError, *_ENDED) as error:
        raise DatabaseAway(f"PostgreSQL: {error}") from error


async def rows(db: Db, statement: LiteralString, values: Mapping[str, Any] | None = None) -> list[Row]:
    """What the statement gives."""
    async with db.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(statement, values)).fetchall()


async def row(db: Db, statement: LiteralString, values: Mapping[str, Any] | None = None) -> Row | None:
    """Its first row, or None."""
    async with db.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(statement, values)).fetchone()


async def run(db: Db, statement: LiteralString, values: Mapping[str, Any] | None = None) -> int:
    """Runs it for what it does; how many rows it touched."""
    return (await db.execute(statement, values)).rowcount
