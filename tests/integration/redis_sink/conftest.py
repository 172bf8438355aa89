"""Figures under a prefix of the test's own, on the shared Redis, and a Redis of the test's own where it must die."""

import socket
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from redis import Redis

from injyana.local.settings import LocalSettings
from kernel.registry import Registry
from kernel.sink_decoding import Poisoned
from sinks.redis.keys import Keys
from sinks.redis.live import Live, connect
from sinks.redis.reader import Reader
from tests.waiting import wait_until


@pytest.fixture
def keys() -> Keys:
    return Keys(f"test-{uuid4().hex}")


@pytest.fixture
def client(stack: LocalSettings, keys: Keys) -> Iterator[Redis]:
    with connect(stack.redis) as made:
        yield made
        left = list(made.scan_iter(match=f"{keys.prefix}:*"))
        if left:
            made.unlink(*left)


@pytest.fixture
def live(client: Redis, keys: Keys) -> Live:
    return Live(client, keys)


@pytest.fixture
def reader(client: Redis, keys: Keys) -> Reader:
    return Reader(client, keys)


def figures(client: Redis, keys: Keys, version: str) -> dict[str, Any]:
    """Everything that a version holds, by key without the version, with the expiry of what expires at a set time."""
    prefix = keys.of(version).prefix + ":"
    found: dict[str, Any] = {}
    for key in client.scan_iter(match=f"{prefix}*", count=1000):
        name = key.decode().removeprefix(prefix)
        if client.type(key) == b"hash":
            found[name] = client.hgetall(key)
        else:
            members: Any = client.zrange(key, 0, -1, withscores=True)
            found[name] = dict(members)
        if not name.startswith(("last:", "active")):
            found[f"{name} expires"] = client.expiretime(key)
    return found


class Remembered:
    """Dead letters, kept in a list."""

    def __init__(self) -> None:
        self.poisoned: list[Poisoned] = []

    def put(self, poisoned: Iterable[Poisoned]) -> None:
        self.poisoned += poisoned


@pytest.fixture
def registry(stack: LocalSettings) -> Iterator[Registry]:
    with closing(Registry(stack.registry)) as made:
        yield made


OPTIONS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning")


class OwnRedis:
    """A Redis that a test may kill; like ours it keeps nothing on the disc."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder = folder
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self._port), "--dir", str(self._folder), *OPTIONS],
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, 10, "Redis's answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return True
        except OSError:
            return False


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path)
    server.start()
    try:
        yield server
    finally:
        server.kill()
