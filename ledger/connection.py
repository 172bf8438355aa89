"""A connection to the ledger for a command that a person gave."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from kernel.errors import DatabaseAway, Refused

CONNECT_SECONDS: Final = 5


@contextmanager
def connected(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection whose transaction is committed at the end, rolled back on an exception. DatabaseAway, Refused."""
    try:
        with psycopg.connect(database, connect_timeout=CONNECT_SECONDS) as connection:
            yield connection
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
        raise Refused("the database lacks tables of this version: run `injyana db migrate`") from error
    except psycopg.OperationalError as error:
        raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error
