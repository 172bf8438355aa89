"""What the ledger's sink survives: another owner, lost connections, lost answers, a locked or wrong database."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest

from kernel.errors import DatabaseAway, Fenced, Misconfigured
from kernel.topics import PLAYS_SCORED
from sinks.timescale import database as sink_database
from sinks.timescale.database import Database, Rows
from tests.integration.timescale.ledger import Ledger, play


class Faulty(Database):
    """Does something at the end of the next writing transaction: before its commit, or after."""

    before: Callable[[Rows], object] | None = None
    answer_is_lost = False

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        with super().transaction() as cursor:
            yield cursor
            if self.before is not None:
                before, self.before = self.before, None
                before(cursor)
        if self.answer_is_lost:
            self.answer_is_lost = False
            raise DatabaseAway("the answer to COMMIT was lost")


@pytest.fixture
def faulty(ledger: Ledger) -> Faulty:
    """The store of the ledger's sink, which now can fail."""
    made: list[Faulty] = []

    def make(*arguments: Any) -> Faulty:
        made.append(Faulty(*arguments))
        return made[0]

    ledger.sink = ledger.another_sink(make)
    return made[0]


def counted(ledger: Ledger) -> tuple[Any, ...]:
    return ledger.rows(
        "SELECT (SELECT count(*) FROM play_events), (SELECT sum(accepted_plays) FROM play_rollups "
        "WHERE dimension = 'country' AND period = 'day'), (SELECT sum(next_offset) FROM sink_offsets)"
    )[0]


def test_a_connection_killed_at_commit_loses_and_doubles_nothing(ledger: Ledger, faulty: Faulty) -> None:
    ledger.write(play(1))
    batch = ledger.batch(PLAYS_SCORED, [play(2), play(3)])
    faulty.before = lambda cursor: ledger.execute(f"SELECT pg_terminate_backend({cursor.connection.info.backend_pid})")
    with pytest.raises(DatabaseAway):
        ledger.sink.write(batch)
    assert counted(ledger) == (1, 1, 1)
    ledger.sink.write(batch)
    assert counted(ledger) == (3, 3, 3)


def test_a_commit_whose_answer_is_lost_is_not_repeated(ledger: Ledger, faulty: Faulty) -> None:
    ledger.write(play(1))
    batch = ledger.batch(PLAYS_SCORED, [play(2), play(3)])
    faulty.answer_is_lost = True
    with pytest.raises(DatabaseAway):
        ledger.sink.write(batch)
    ledger.sink.write(batch)
    assert counted(ledger) == (3, 3, 3)


def test_after_a_lost_answer_more_may_come_with_the_same_records(ledger: Ledger, faulty: Faulty) -> None:
    first = ledger.batch(PLAYS_SCORED, [play(1), play(2)])
    faulty.answer_is_lost = True
    with pytest.raises(DatabaseAway):
        ledger.sink.write(first)
    more = ledger.batch(PLAYS_SCORED, [play(3)])
    ledger.sink.write(more.__class__(more.topic, 0, [*first.records, *more.records], more.next_offset))
    assert counted(ledger) == (3, 3, 3)


def test_a_zombie_is_fenced(ledger: Ledger) -> None:
    ledger.write(play(1))
    zombie, ledger.sink = ledger.sink, ledger.another_sink()
    ledger.sink.position(PLAYS_SCORED.name, 0)
    stale = ledger.batch(PLAYS_SCORED, [play(2), play(3)])
    ledger.sink.write(stale)
    before = ledger.everything()
    with pytest.raises(Fenced, match="another one writes it"):
        zombie.write(stale)
    assert ledger.everything() == before


def test_a_zombie_that_holds_the_position_lets_go(ledger: Ledger) -> None:
    limits = "-c timezone=UTC -c lock_timeout=5s -c idle_in_transaction_session_timeout=500ms"
    batch = ledger.batch(PLAYS_SCORED, [play(1)])
    with closing(psycopg.connect(ledger.database, options=limits)) as stopped:
        stopped.execute("SELECT FROM sink_offsets FOR UPDATE")
        ledger.sink.write(batch)
    assert counted(ledger) == (1, 1, 1)


def test_a_lock_that_is_not_given_is_an_outage(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.write(play(1))
    monkeypatch.setitem(sink_database.CONNECT, "options", "-c timezone=UTC -c lock_timeout=100ms")
    ledger.sink = ledger.another_sink()
    ledger.sink.position(PLAYS_SCORED.name, 0)
    batch = ledger.batch(PLAYS_SCORED, [play(2)])
    with psycopg.connect(ledger.database) as holder:
        holder.execute("LOCK play_rollups")
        with pytest.raises(DatabaseAway, match="lock timeout"):
            ledger.sink.write(batch)
    ledger.sink.write(batch)
    assert counted(ledger) == (2, 2, 2)
    assert ledger.letters.kept == []


def test_no_server_is_an_outage() -> None:
    nowhere = Database("postgresql://injyana@127.0.0.1:9/injyana", lambda: NotImplemented)
    with pytest.raises(DatabaseAway), nowhere.transaction():
        pass


def test_a_database_without_the_schema_is_misconfigured(ledger: Ledger) -> None:
    batch = ledger.batch(PLAYS_SCORED, [play(1)])
    ledger.execute("DROP TABLE play_rollups")
    with pytest.raises(Misconfigured, match="injyana db migrate"):
        ledger.sink.write(batch)
    assert ledger.letters.kept == []


def test_a_hypertable_without_timescale_is_refused(ledger: Ledger) -> None:
    ledger.execute("CREATE OR REPLACE FUNCTION play_events_partitioned() RETURNS boolean LANGUAGE sql RETURN false")
    with pytest.raises(Misconfigured, match="shared_preload_libraries"):
        ledger.another_sink().position(PLAYS_SCORED.name, 0)
