"""The process: woken by findings, one of several at work, and back after whatever ended its connection."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from injyana.local.settings import LocalSettings
from kernel.errors import DatabaseAway, Misconfigured
from kernel.events.findings import Finding
from kernel.health import Progress
from kernel.ids import ArtistId, SourceId
from second_look.holds import Patience
from second_look.main import serve
from tests.integration.second_look.world import World
from tests.integration.timescale.ledger import moment, play
from tests.waiting import wait_until

AT_WORK = (
    "SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database "
    "WHERE locktype = 'advisory' AND granted AND d.datname = current_database()"
)


class Process:
    """Its loop in a thread."""

    def __init__(self, world: World, address: str) -> None:
        self.progress = Progress()
        self.stopping = threading.Event()
        self.ended: list[Exception] = []
        self._thread = threading.Thread(target=self._run, args=(world, address), daemon=True)
        self._thread.start()

    def _run(self, world: World, address: str) -> None:
        try:
            serve(address, world.codecs, self.progress, self.stopping, Patience())
        except (DatabaseAway, Misconfigured) as error:
            self.ended.append(error)

    def stop(self) -> None:
        self.stopping.set()
        self._thread.join(30)
        assert not self._thread.is_alive()


@contextmanager
def running(world: World) -> Iterator[Process]:
    made = Process(world, world.ledger.database)
    try:
        yield made
    finally:
        made.stop()


def finding(name: int) -> Finding:
    return Finding(
        finding_id=f"5f1c6f0e-52b4-5d6b-8a0a-{name:012}",
        artist_id=ArtistId(f"artist-{name}"),
        kind="few_sources",
        start=moment(1),
        end=moment(-1),
        sources=(SourceId("source-1"),),
        score=0.5,
        evidence="1 phone made all plays.",
        version="groups-1",
    )


def held(world: World) -> int:
    return len(world.revisions())


def test_a_finding_wakes_it_and_one_of_two_works(world: World) -> None:
    world.ledger.write(*(play(number, artist_id=ArtistId(f"artist-{number}")) for number in range(3)))
    with ExitStack() as both:
        processes = [both.enter_context(running(world)) for _ in range(2)]
        wait_until(lambda: all(each.progress.ready for each in processes), what="two that are ready")
        wait_until(lambda: len(world.ledger.rows(AT_WORK)) == 1, what="one at work")
        world.find(finding(0))
        wait_until(lambda: held(world) == 1, 10, "the first hold")
        (first,) = world.ledger.rows(AT_WORK)
        world.ledger.execute(f"SELECT pg_terminate_backend({first[0]})")
        wait_until(lambda: [len(each.ended) for each in processes].count(1) == 1, what="the end of its connection")
        wait_until(lambda: world.ledger.rows(AT_WORK) not in ([], [first]), what="the other at work")
        world.find(finding(1), finding(2))
        wait_until(lambda: held(world) == 3, 10, "the other holds")
        assert [type(error) for each in processes for error in each.ended] == [DatabaseAway]


def test_a_database_without_the_schema_says_what_to_do(world: World) -> None:
    world.ledger.execute("DROP TABLE finding_looks")
    with running(world) as process:
        wait_until(lambda: process.ended, what="its end")
    assert isinstance(process.ended[0], Misconfigured)
    assert "injyana db migrate" in str(process.ended[0])


def test_no_server_is_an_outage() -> None:
    with pytest.raises(DatabaseAway):
        serve("postgresql://injyana@127.0.0.1:9/injyana", None, Progress(), threading.Event(), Patience())  # type: ignore[arg-type]


def test_another_writer_that_holds_a_play_is_waited_for(world: World) -> None:
    world.ledger.write(play(0, artist_id=ArtistId("artist-0")))
    with psycopg.connect(world.ledger.database) as writer:
        writer.execute("SELECT FROM event_ledger FOR UPDATE")
        with running(world) as process:
            world.find(finding(0))
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'transactionid'"
            wait_until(lambda: world.ledger.rows(waits) != [(0,)], what="the second look waiting")
            writer.rollback()
            wait_until(lambda: held(world) == 1, 10, "the hold")
            assert not process.ended


def test_sigterm_ends_it(stack: LocalSettings, world: World) -> None:
    environment = {**os.environ, **stack.environment(), "INJYANA_DATABASE": world.ledger.database}
    environment["INJYANA_METRICS_PORT"] = "0"
    environment["INJYANA_SETTLE_SECONDS"] = "0"
    process = subprocess.Popen(
        [sys.executable, "-c", "from second_look.main import main; main()"], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: len(world.ledger.rows(AT_WORK)) == 1, 60, "the process at work")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait(10)
