"""The connection of a process that works in PostgreSQL when it is notified, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import sql

from kernel.errors import DatabaseAway, Misconfigured

LIMITS: Final = (
    "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=60s -c idle_in_transaction_session_timeout=15s -c jit=off"
)
"""After which a stopped server, or a stopped process that holds rows, lets go of the other."""


@contextmanager
def listening(address: str, channel: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection in autocommit mode that listens to the channel. DatabaseAway, Misconfigured."""
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=5, options=LIMITS) as connection:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            yield connection
    except psycopg.ProgrammingError as error:
        raise Misconfigured(f"the database is not as expected; run `injyana db migrate`: {error}") from error
    except psycopg.Error as error:
        raise DatabaseAway(f"PostgreSQL: {error}") from error
