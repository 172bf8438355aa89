"""The outbox and its relay: what transactions put is in Kafka once, in the order of commits, whatever happens."""

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from injyana.local.settings import LocalSettings
from kernel import outbox
from kernel.codec import Codec
from kernel.events.aggregates import Delta, Dimension
from kernel.process import CANNOT_GO_ON
from kernel.registry import Registry
from tests.integration.kernel.toy import KILLED, NOW
from tests.integration.kernel.toy_stage import deltas
from tests.integration.topics import Reader, own_topics, register
from tests.waiting import wait_until

WRITERS = 4
KILLS = 4
KEYS = 10
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Outbox:
    """A database's outbox, its topic, and relays as processes."""

    def __init__(self, stack: LocalSettings, database: str, folder: Path, name: str) -> None:
        self.database = database
        self.topic = deltas(name)
        self.registry = Registry(stack.registry)
        self.codec: Codec[Delta] = Codec(self.topic, self.registry)
        self.reader = Reader(stack.kafka, name)
        self.running: list[subprocess.Popen[bytes]] = []
        self._log = folder / "relay.log"
        self._environment = {**os.environ, **stack.environment(), "INJYANA_DATABASE": database, "INJYANA_OUTBOX": name}

    def start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            relay = subprocess.Popen(
                [sys.executable, "-c", "from kernel.relay import main; main()"], env=self._environment, stderr=log
            )
        self.running.append(relay)
        return relay

    def put(self, connection: psycopg.Connection[object], key: str, cause: str) -> None:
        event = Delta(dimension=Dimension.SONG, id=key, minute=NOW, made_at=NOW, cause=cause)
        outbox.put(connection, self.topic, key, event, self.codec, TRACE)

    def until(self, count: int) -> None:
        """Waits until that many rows are in Kafka."""
        self.reader.until(count, 60)

    def stop(self) -> None:
        for relay in self.running:
            relay.kill()
            relay.wait(10)
        self.reader.close()
        self.registry.close()


@pytest.fixture
def box(stack: LocalSettings, database: str, tmp_path: Path) -> Iterator[Outbox]:
    name = f"outbox-{uuid4().hex[:8]}"
    with own_topics(stack.kafka, [name], [], 3):
        register(stack.registry, deltas(name))
        made = Outbox(stack, database, tmp_path, name)
        yield made
        made.stop()


def write(box: Outbox, writer: int, enough: threading.Event) -> int:
    """Transactions of one to three rows, each fifth rolled back; returns how many rows were committed."""
    rnd = random.Random(writer)
    committed = 0
    with psycopg.connect(box.database) as connection:
        for number in itertools.count():
            if enough.is_set():
                break
            rows = rnd.randint(1, 3)
            kept = number % 5 != 0
            for row in range(rows):
                box.put(connection, f"key-{rnd.randrange(KEYS)}", f"{writer}.{number}.{row}.{kept}")
            if kept:
                connection.commit()
                committed += rows
            else:
                connection.rollback()
    return committed


@contextmanager
def writers(box: Outbox) -> Iterator[list[Future[int]]]:
    """Writers that write until the context's end."""
    enough = threading.Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        try:
            yield [pool.submit(write, box, number, enough) for number in range(WRITERS)]
        finally:
            enough.set()


def published(box: Outbox) -> dict[str, list[str]]:
    """The causes of each key, in Kafka's order."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in box.reader.records:
        assert record.headers == [("traceparent", TRACE.encode())]
        found[(record.key or b"").decode()].append(box.codec.decode(record.value).cause)
    return found


def stored(box: Outbox) -> dict[str, list[str]]:
    """The causes of each key, in the order of commits."""
    found: dict[str, list[str]] = defaultdict(list)
    with psycopg.connect(box.database) as connection:
        for row in outbox.after(connection, 0, 1_000_000):
            found[row.key].append(box.codec.decode(row.value).cause)
    return found


def test_each_row_once_in_the_order_of_commits_while_relays_are_killed(box: Outbox) -> None:
    relay = box.start()
    with writers(box) as rows:
        box.until(1)
        for _ in range(KILLS):
            relay.kill()
            assert relay.wait(10) == KILLED
            relay = box.start()
            box.until(len(box.reader.records) + 1)
    box.until(sum(future.result() for future in rows))
    assert published(box) == stored(box)
    assert not [cause for causes in published(box).values() for cause in causes if cause.endswith("False")]


def test_a_second_relay_fences_the_first(box: Outbox) -> None:
    """The first one, stopped with rows before it, wakes up after the second took over: it ends and doubles nothing."""
    first = box.start()
    with psycopg.connect(box.database) as connection:
        box.put(connection, "key", "0")
        connection.commit()
        box.until(1)
        first.send_signal(signal.SIGSTOP)
        for number in range(1, 1000):
            box.put(connection, "key", str(number))
        connection.commit()
    second = box.start()
    box.until(1000)
    first.send_signal(signal.SIGCONT)
    wait_until(lambda: first.poll() == CANNOT_GO_ON, what="the end of the fenced relay")
    assert second.poll() is None
    box.reader.read_to_end()
    assert published(box) == {"key": [str(number) for number in range(1000)]}


def test_sigterm_ends_a_relay_that_goes_on_later(box: Outbox) -> None:
    for number in range(2):
        relay = box.start()
        with psycopg.connect(box.database) as connection:
            box.put(connection, "key", str(number))
            connection.commit()
        box.until(number + 1)
        relay.terminate()
        assert relay.wait(10) == 0
    assert published(box) == {"key": ["0", "1"]}
