"""The broker dies under a stage, and comes back."""

import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.http import probe_http
from tests.faults.broker import Broker
from tests.integration.kernel.toy import Toy, events, toy
from tests.waiting import wait_until

BACK_SECONDS = 20
"""From the broker's first answer to the first record committed: a process's start and its joining of the group, on two
busy cores."""


@pytest.fixture
def stage(broker: Broker, tmp_path: Path) -> Iterator[Toy]:
    with toy(broker.local, tmp_path) as made:
        yield made


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_a_stage_is_back_within_seconds_and_has_lost_nothing(broker: Broker, stage: Toy) -> None:
    port = free_port()
    ready = f"http://127.0.0.1:{port}/health/ready"
    stage.environment["INJYANA_METRICS_PORT"] = str(port)
    stage.start("a")
    stage.send(events(range(1_000)))
    stage.until_seen(1_000)
    wait_until(lambda: probe_http(ready) is None, what="readiness")

    broker.kill()
    wait_until(lambda: probe_http(ready), what="the end of readiness")
    broker.start()
    returned = time.monotonic()
    stage.send(events(range(1_000, 9_000)))
    stage.until_seen(1_001)
    back = time.monotonic() - returned
    stage.until_seen(9_000)
    wait_until(lambda: probe_http(ready) is None, what="readiness again")

    assert back < BACK_SECONDS
    assert stage.causes() == {str(number): 1 for number in range(9_000)}
    assert stage.totals() == Counter(event.id for event in events(range(9_000)))
