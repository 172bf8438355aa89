"""Applies infra/postgres/migrations with yoyo, one process at a time."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import Diagnostic
from yoyo import read_migrations
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.connections import parse_uri
from yoyo.migrations import default_migration_table

from kernel.errors import DatabaseAway, Misconfigured

LOG = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).resolve().parents[2] / "infra" / "postgres" / "migrations"
LOCK = 0x1A7A6E61
"""Key of the advisory lock that one migrating process holds; it goes with the connection, even after a kill."""
CONNECT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration and when it was applied; None while it is pending."""

    name: str
    applied_at: datetime | None


class _Backend(PostgresqlPsycopgBackend):  # type: ignore[misc]  # yoyo has no types
    """yoyo on psycopg 3, with our own lock in place of a row that a killed process leaves behind."""

    def connect(self, dburi: Any) -> "psycopg.Connection[Any]":
        connection: psycopg.Connection[Any] = super().connect(dburi)
        connection.add_notice_handler(_notice)
        return connection

    @contextmanager
    def lock(self, timeout: float = 0) -> Iterator[None]:  # noqa: ARG002 - yoyo's signature
        yield


def _notice(notice: Diagnostic) -> None:
    if notice.message_primary and notice.sqlstate == "00000":
        LOG.warning("%s", notice.message_primary)


def migrate(database: str) -> list[str]:
    """Applies what is pending, in order, and names it. Safe to repeat and to run concurrently: the second waits.

    `database` is a postgresql:// address. DatabaseAway; Misconfigured where a migration fails: it left nothing behind.
    """
    with _opened(database) as backend:
        pending = backend.to_apply(read_migrations(str(MIGRATIONS)))
        try:
            with redirect_stdout(StringIO()):
                backend.apply_migrations(pending)
        except psycopg.OperationalError as error:
            raise DatabaseAway(f"the database went away during a migration: {error}") from error
        except psycopg.Error as error:
            raise Misconfigured(f"a migration was refused by the database: {error}") from error
        return [migration.id for migration in pending]


def status(database: str) -> list[Migration]:
    """Every migration in order, with its date where it was applied. DatabaseAway."""
    with _opened(database) as backend:
        rows = backend.execute(f"SELECT migration_id, applied_at_utc FROM {backend.migration_table_quoted}").fetchall()  # noqa: S608 # nosec B608
        applied = {name: at.replace(tzinfo=UTC) for name, at in rows}
        return [Migration(each.id, applied.get(each.id)) for each in read_migrations(str(MIGRATIONS))]


@contextmanager
def _opened(database: str) -> Iterator[Any]:
    address = parse_uri(database)._replace(scheme="postgresql+psycopg")
    address.args.setdefault("connect_timeout", str(CONNECT_SECONDS))
    try:
        with psycopg.connect(database, autocommit=True, connect_timeout=CONNECT_SECONDS) as held:
            held.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            with _Backend(address, default_migration_table) as backend:
                backend.init_database()
                backend.ensure_internal_schema_updated()
                yield backend
    except psycopg.OperationalError as error:
        where = f"{address.hostname or 'localhost'}:{address.port or 5432}/{address.database}"
        raise DatabaseAway(f"no PostgreSQL at {where}: {error}; `injyana status` shows what runs") from error
