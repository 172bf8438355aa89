"""The schema: applied once however often it is asked for, commented, and with room for plays."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql
from typer.testing import CliRunner

from injyana.admin import migrations
from injyana.cli import app
from injyana.local.settings import LocalSettings
from kernel.errors import DatabaseAway
from tests.integration.timescale.ledger import moment

UNCOMMENTED = """
    SELECT c.relname, a.attname FROM pg_class c
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND c.relname !~ 'yoyo'
      AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)
"""


@pytest.fixture
def empty(stack: LocalSettings) -> Iterator[str]:
    """The address of a database that holds nothing."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(stack.database_of("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield stack.database_of(name)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_two_at_once_and_again(empty: str) -> None:
    done: list[list[str]] = []
    threads = [threading.Thread(target=lambda: done.append(migrations.migrate(empty))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [each.name for each in migrations.status(empty)]
    assert sorted(done, key=len) == [[], names]
    assert migrations.migrate(empty) == []
    assert all(each.applied_at for each in migrations.status(empty))


def test_an_interrupted_migration_is_applied_again(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM _yoyo_migration")
    assert len(migrations.migrate(database)) == len(migrations.status(database))


def test_the_commands(empty: str) -> None:
    runner = CliRunner(env={"INJYANA_DATABASE": empty})
    before = runner.invoke(app, ["db", "status"])
    assert (before.exit_code, "pending" in before.output) == (1, True)
    assert "applied 0001_storage" in runner.invoke(app, ["db", "migrate"]).output
    assert "up to date" in runner.invoke(app, ["db", "migrate"]).output
    after = runner.invoke(app, ["db", "status"])
    assert (after.exit_code, "pending" in after.output) == (0, False)


def test_a_database_that_is_away_is_a_clear_error() -> None:
    with pytest.raises(DatabaseAway, match=r"no PostgreSQL at 127\.0\.0\.1:9/injyana"):
        migrations.migrate("postgresql://injyana@127.0.0.1:9/injyana")


def test_every_table_and_column_has_a_comment(database: str) -> None:
    with psycopg.connect(database) as connection:
        assert connection.execute(UNCOMMENTED).fetchall() == []


def test_every_day_that_a_play_may_be_of_has_its_partition(database: str) -> None:
    with psycopg.connect(database) as connection:
        names = {row[0] for row in connection.execute("SELECT relname FROM pg_class WHERE relispartition")}
        wanted = {f"play_events_{moment() + timedelta(days=days):%Y%m%d}" for days in range(-30, 8)}
        assert wanted <= names
        assert connection.execute("SELECT play_events_make_partitions()").fetchone() == (0,)
        assert connection.execute("SELECT play_events_make_partitions('2021-01-01', '2021-01-03')").fetchone() == (3,)
        assert connection.execute("SELECT play_events_drop_expired()").fetchone() == (3,)


def test_no_foreign_key_touches_play_events(database: str) -> None:
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND 'play_events'::regclass IN (conrelid, confrelid)"
        )
        assert found.fetchall() == []


def test_payments_are_only_added(database: str) -> None:
    add = (
        "INSERT INTO payment_records (artist_id, kind, amount_rwf, period_start, period_end, run_id, reference, "
        "recorded_by) VALUES ('a', %s, %s, '2026-01-01', '2026-01-31', 'run-1', %s, 'test')"
    )
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("INSERT INTO artists (artist_id, name) VALUES ('a', 'A')")
        connection.execute(add, ["royalty", 1200, "r1"])
        for statement in ("UPDATE payment_records SET amount_rwf = 1", "DELETE FROM payment_records",
                          "TRUNCATE payment_records"):  # fmt: skip
            with pytest.raises(errors.RestrictViolation, match="append-only"):
                connection.execute(statement.encode())
        with pytest.raises(errors.UniqueViolation):
            connection.execute(add, ["royalty", 1200, "r1"])
        for kind, amount in (("royalty", -1), ("payout", 1), ("fee", 0)):
            with pytest.raises(errors.CheckViolation):
                connection.execute(add, [kind, amount, f"{kind}{amount}"])


def test_outbox_ids_come_in_commit_order(database: str) -> None:
    put = "SELECT outbox_put('sources', 'key', NULL)"
    with psycopg.connect(database) as first, psycopg.connect(database, options="-c lock_timeout=100ms") as second:
        first.execute(put)
        with pytest.raises(errors.LockNotAvailable):
            second.execute(put)
        second.rollback()
        first.commit()
        second.execute(put)
        second.commit()
        assert first.execute("SELECT id FROM outbox ORDER BY id").fetchall() == [(1,), (2,)]


def test_the_outbox_takes_no_other_insert(database: str) -> None:
    with psycopg.connect(database) as connection, pytest.raises(errors.NotNullViolation):
        connection.execute("INSERT INTO outbox (topic, key) VALUES ('sources', 'key')")
