"""The process: idle without keys, at work with one, silent about it, and ended by SIGTERM."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from injyana.local.settings import LocalSettings
from kernel.errors import DatabaseAway, Misconfigured
from kernel.health import Progress
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.recognition.fallback.main import serve
from tests.integration.fallback.peer import UNKNOWN, error, peer, says
from tests.integration.fallback.world import FallbackWorld, broadcast
from tests.waiting import wait_until


class Running:
    """The process, its log and its health."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process = process
        self._health = f"http://127.0.0.1:{port}/health/ready"
        self._log = log

    def report(self) -> dict[str, Any]:
        """What its health says; empty while nothing answers."""
        try:
            found: dict[str, Any] = httpx.get(self._health, timeout=5).json()
        except httpx.HTTPError:
            return {}
        return found

    @property
    def log(self) -> str:
        return self._log.read_text()


@contextmanager
def running(stack: LocalSettings, world: FallbackWorld, folder: Path, **told: str) -> Iterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **stack.environment(), "INJYANA_DATABASE": world.ledger.database, **told}
    environment["INJYANA_METRICS_PORT"] = str(port)
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", "from stream_processors.recognition.fallback.main import main; main()"],
            env=environment,
            stderr=out,
            stdout=out,
        )
        try:
            yield Running(process, port, log)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()
            process.wait(10)


def test_without_a_key_it_is_ready_and_asks_nothing(stack: LocalSettings, world: FallbackWorld, tmp_path: Path) -> None:
    world.store(broadcast(1))
    with peer(says(UNKNOWN)) as service:
        with running(stack, world, tmp_path, INJYANA_ACOUSTID_URL=service.url) as process:
            wait_until(lambda: process.report().get("ready"), 90, "its readiness")
            assert "INJYANA_ACOUSTID_KEY is not set" in process.report()["remark"]
            assert "INJYANA_ACOUSTID_KEY is not set" in process.log
        assert service.asked == []
    assert world.outcomes() == {None: 1}


def test_with_a_key_it_asks_and_never_says_the_key(stack: LocalSettings, world: FallbackWorld, tmp_path: Path) -> None:
    world.store(broadcast(1))
    told = {"INJYANA_ACOUSTID_KEY": "secret-of-ours"}
    with (
        peer(says(UNKNOWN), says(error(4, "invalid API key"), 400)) as service,
        running(stack, world, tmp_path, INJYANA_ACOUSTID_URL=service.url, **told) as process,
    ):
        wait_until(lambda: world.outcomes() == {"nothing": 1}, 90, "its work")
        world.store(broadcast(2, duration_ms=78_000))
        wait_until(lambda: "invalid API key" in str(process.report().get("remark")), 60, "what the service refused")
        assert "secret-of-ours" not in process.log
        assert service.forms()[0]["client"] == "secret-of-ours"


def test_no_server_is_an_outage(world: FallbackWorld) -> None:
    codec = world.codecs.get(PLAYS_RECOGNIZED)
    with pytest.raises(DatabaseAway):
        serve("postgresql://injyana@127.0.0.1:9/injyana", [], codec, Progress(), world.stopping)
    world.ledger.execute("DROP TABLE fallback_asks")
    with pytest.raises(Misconfigured, match="injyana db migrate"):
        serve(world.ledger.database, [world.acoustid("http://127.0.0.1:9/")], codec, Progress(), world.stopping)
