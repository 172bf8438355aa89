"""The sink's connection: errors wrapped at the edge, one transaction at a time, and the partitions that plays need."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from psycopg import Connection, Cursor, errors

from kernel.clock import Clock
from kernel.errors import DatabaseAway, Misconfigured
from sinks.timescale.sql import sql

LOG = logging.getLogger(__name__)

CONNECT: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,  # ms; a server that vanished is noticed
    "options": "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=60s "
    "-c idle_in_transaction_session_timeout=15s -c jit=off",
}
"""Limits after which a stopped server, or a stopped sink that holds a partition's row, lets go of the other."""

Rows = Cursor[Any]


class Poisoned(Exception):
    """The database refused a value of the batch. Caught by the sink, which looks for the record."""


class Database:
    """One connection, made when it is needed and thrown away after any failure."""

    def __init__(self, address: str, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._connection: Connection[Any] | None = None
        self._days: set[date] = set()
        self._maintained: date | None = None

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        """A cursor within a transaction, committed at the end.

        DatabaseAway: nothing was committed, or everything was and only the answer was lost. Poisoned: nothing was, and
        will never be with these values. Misconfigured: the schema is not what this program needs.
        """
        try:
            connection = self._connected()
            with connection.transaction(), connection.cursor() as cursor:
                yield cursor
        except (errors.DataError, errors.IntegrityError) as error:
            if isinstance(error, errors.CheckViolation) and error.diag.constraint_name is None:
                self._days.clear()
                raise DatabaseAway(f"a partition is gone, and is made again: {error}") from error
            raise Poisoned(str(error)) from error
        except (errors.ProgrammingError, errors.NotSupportedError) as error:
            self.close()
            raise Misconfigured(f"the database is not as expected; run `injyana db migrate`: {error}") from error
        except psycopg.Error as error:
            self.close()
            raise DatabaseAway(f"PostgreSQL: {error}") from error
        except BaseException:
            self.close()
            raise

    def make_room(self, moments: Iterable[datetime]) -> None:
        """Makes the partitions of these days, and once a day those of the usual days. DatabaseAway."""
        today = self._clock().astimezone(UTC).date()
        if self._maintained != today:
            self._days.clear()
        missing = {moment.date() for moment in moments} - self._days
        if not missing and self._maintained == today:
            return
        with self.transaction() as cursor:
            if self._maintained != today:
                cursor.execute("SELECT play_events_make_partitions(), play_events_drop_expired()")
            for day in sorted(missing):
                cursor.execute("SELECT play_events_make_partitions(%s, %s)", [day, day])
        self._maintained = today
        self._days |= missing

    def close(self) -> None:
        """Throws the connection away; the next transaction makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _connected(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            connection = psycopg.connect(self._address, autocommit=True, prepare_threshold=None, **CONNECT)
            try:
                self._begin(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _begin(self, connection: Connection[Any]) -> None:
        row = connection.execute("SELECT storage_problem()").fetchone()
        if row and row[0]:
            raise Misconfigured(row[0])
        connection.execute(sql("session"))
