"""Three brokers, three copies, two in sync: one may die, or be cut off, and nothing stops for long or is lost."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from tests.faults.cluster import Cluster
from tests.integration.kernel.toy import Toy, events, toy
from tests.waiting import wait_until

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

BATCH = 3_000
WAIT_SECONDS = 120
SYNC_SECONDS = 120
LASTS_SECONDS = 16.0
"""Longer than the session time-out and the watchdog of a transaction."""


@pytest.fixture
def cluster(stack: LocalSettings, tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(stack, tmp_path / "cluster")
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def stage(cluster: Cluster, tmp_path: Path) -> Iterator[Toy]:
    with toy(cluster.local, tmp_path) as made:
        made.start("a", "b")
        yield made


def until_in_sync(cluster: Cluster, topic: str) -> None:
    wait_until(lambda: cluster.in_sync(topic) == 3, SYNC_SECONDS, f"three copies of {topic} in sync")


def once(sent: int) -> dict[str, int]:
    return {str(number): 1 for number in range(sent)}


def test_one_broker_after_the_other_dies(cluster: Cluster, stage: Toy) -> None:
    """While one is dead, everything goes on: acknowledged, processed, committed."""
    sent = BATCH
    stage.send(events(range(sent)))
    for number in (1, 2, 3):
        stage.until_seen(sent - BATCH // 2, WAIT_SECONDS)
        cluster.kill(number)
        stage.send(events(range(sent, sent + BATCH)))
        sent += BATCH
        stage.until_seen(sent, WAIT_SECONDS)
        cluster.revive(number)
        for name in (stage.source.name, stage.target.name, stage.kept.name):
            until_in_sync(cluster, name)
    assert stage.causes() == once(sent)
    assert stage.totals() == Counter(event.id for event in events(range(sent)))


@pytest.mark.parametrize("how", ["cut", "swallow", "delay"])
def test_a_broker_is_cut_off_from_its_clients(cluster: Cluster, stage: Toy, how: str) -> None:
    """The brokers see each other, so nothing is elected; clients wait, end what hangs, and go on when it is back."""
    stage.send(events(range(BATCH)))
    stage.until_seen(BATCH // 2, WAIT_SECONDS)
    proxy = cluster.proxies[cluster.leader(stage.source.name, 0)]
    if how == "cut":
        proxy.cut()
    elif how == "swallow":
        proxy.swallow()
    else:
        proxy.delay = 0.3
    for number, event in enumerate(events(range(BATCH, 2 * BATCH))):
        stage.put(event.id.encode(), stage.codec.encode(event), [("n", str(number).encode())])
    threading.Event().wait(LASTS_SECONDS)
    proxy.mend()
    assert stage.producer.flush(WAIT_SECONDS) == 0
    stage.until_seen(2 * BATCH, WAIT_SECONDS)
    assert stage.causes() == once(2 * BATCH)
    assert stage.totals() == Counter(event.id for event in events(range(2 * BATCH)))
