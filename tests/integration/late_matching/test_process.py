"""The process: woken by songs, one of several, ended by SIGTERM, and clear about what is missing."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from injyana.local.settings import LocalSettings
from kernel.errors import DatabaseAway, Misconfigured
from kernel.health import Progress
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.recognition.late.main import serve
from tests.integration.late_matching.world import World, heard
from tests.waiting import wait_until


class Process:
    """Its loop in a thread."""

    def __init__(self, world: World) -> None:
        self.progress = Progress()
        self.stopping = threading.Event()
        self.ended: list[Exception] = []
        self._thread = threading.Thread(target=self._run, args=(world,), daemon=True)
        self._thread.start()

    def _run(self, world: World) -> None:
        try:
            serve(world.ledger.database, world.codecs.get(PLAYS_RECOGNIZED), self.progress, self.stopping)
        except (DatabaseAway, Misconfigured) as error:
            self.ended.append(error)

    def stop(self) -> None:
        self.stopping.set()
        self._thread.join(30)
        assert not self._thread.is_alive()


@contextmanager
def running(world: World) -> Iterator[Process]:
    made = Process(world)
    try:
        yield made
    finally:
        made.stop()


def test_songs_and_detections_wake_two_of_them(world: World) -> None:
    world.store(*(heard(number) for number in range(20)))
    with ExitStack() as both:
        processes = [both.enter_context(running(world)) for _ in range(2)]
        wait_until(lambda: all(each.progress.ready for each in processes), what="two that are ready")
        world.add(1)
        wait_until(lambda: len(world.recovered()) == 20, what="what was heard before")
        world.store(*(heard(number) for number in range(20, 30)))
        wait_until(lambda: len(world.recovered()) == 30, what="what was stored since")
        assert len({play.event_id for play in world.recovered()}) == 30
        assert not [error for each in processes for error in each.ended]


def test_a_cut_connection_is_an_outage(world: World) -> None:
    with running(world) as process:
        wait_until(lambda: process.progress.ready, what="its readiness")
        world.ledger.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        wait_until(lambda: process.ended, what="its end")
    assert isinstance(process.ended[0], DatabaseAway)


def test_a_database_without_the_schema_says_what_to_do(world: World) -> None:
    world.ledger.execute("DROP TABLE late_matches")
    with running(world) as process:
        wait_until(lambda: process.ended, what="its end")
    assert isinstance(process.ended[0], Misconfigured)
    assert "injyana db migrate" in str(process.ended[0])


def test_no_server_is_an_outage() -> None:
    with pytest.raises(DatabaseAway):
        serve("postgresql://injyana@127.0.0.1:9/injyana", None, Progress(), threading.Event())  # type: ignore[arg-type]


def test_sigterm_ends_it(stack: LocalSettings, world: World) -> None:
    environment = {**os.environ, **stack.environment(), "INJYANA_DATABASE": world.ledger.database}
    environment["INJYANA_METRICS_PORT"] = "0"
    world.store(heard(1))
    process = subprocess.Popen(
        [sys.executable, "-c", "from stream_processors.recognition.late.main import main; main()"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        matched = "SELECT catalogue FROM late_matches"
        wait_until(lambda: world.ledger.rows(matched) == [(0,)], 60, "its work")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait(10)
