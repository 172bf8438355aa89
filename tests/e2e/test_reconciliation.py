"""Reconciliation on a stack of its own: nothing wrong is found where nothing is, and whatever is planted is named.

Totals that were spoilt are mended; what was taken out of the ledger is not, until it is put back.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from confluent_kafka import Producer
from redis import Redis

from injyana.local.settings import ROOT, LocalSettings
from kernel.codec import Codec
from kernel.events.aggregates import Delta, Dimension
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.topics import AGGREGATES_DELTAS
from tests.waiting import wait_until

LOCAL = LocalSettings(state_dir=Path(".local/test/reconciliation"), port_offset=7000)
OWN = {"INJYANA_STATE_DIR": str(LOCAL.state_dir), "INJYANA_PORT_OFFSET": str(LOCAL.port_offset)}
SECONDS = 300

SOME = "SELECT event_id FROM play_events WHERE verdict = 'accepted' ORDER BY event_id LIMIT 2"
KEEP = (
    "CREATE TABLE kept_plays AS SELECT * FROM play_events WHERE event_id = ANY (%s)",
    "CREATE TABLE kept_ledger AS SELECT * FROM event_ledger WHERE event_id = ANY (%s)",
)
SPOIL = """
    UPDATE play_rollups SET held_plays = held_plays + 3
    WHERE (dimension, period, start, id) =
        (SELECT dimension, period, start, id FROM play_rollups WHERE dimension = 'song' AND period = 'day' LIMIT 1)
"""
A_PLAY = "SELECT song_id, played_at FROM play_events WHERE verdict = 'accepted' ORDER BY event_id DESC LIMIT 1"


def injyana(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INJYANA_")}
    command = [str(Path(sys.executable).parent / "injyana"), *arguments]
    return subprocess.run(
        command, env=environment | OWN, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def reconcile(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = injyana("reconcile", "--all", "--json", *arguments)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["waits_for"] == []
    return done.returncode, found


@pytest.fixture
def running() -> Iterator[None]:
    """A fresh stack, into which a small country has played for a day."""
    injyana("reset", "--yes")
    for arguments in (["up"], ["simulate", "--days", "1", "--sources", "4", "--feed", "--rate", "300"]):
        done = injyana(*arguments)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    yield
    injyana("reset", "--yes")


@pytest.mark.timeout(3 * SECONDS)
@pytest.mark.usefixtures("running")
def test_every_planted_gap_is_named_and_what_may_be_is_mended() -> None:
    clean = wait_until(quiet, 120, "all plays stored and counted")
    assert clean is not None
    total = clean["total"]
    assert total["accepted"] > 100
    assert total["accepted"] == total["plays"] + total["unrecognised"] + total["dead"] + total["duplicates"]
    assert clean["gaps"] == []
    assert clean["open_gaps"] == {}

    spoil()
    status, spoilt = reconcile()
    assert status == 1
    assert {gap["kind"] for gap in spoilt["gaps"]} == {"rollups", "streamed", "redis"}
    status, mended = reconcile("--repair")
    assert (status, mended["gaps"], mended["open_gaps"]) == (0, [], {})
    assert mended["mended"] >= len(spoilt["gaps"])
    assert reconcile()[0] == 0

    with psycopg.connect(LOCAL.database) as connection:
        ids = [event_id for (event_id,) in connection.execute(SOME).fetchall()]
        for statement in KEEP:
            connection.execute(statement, (ids,))
        connection.execute("DELETE FROM play_events WHERE event_id = ANY (%s)", (ids,))
        connection.execute("DELETE FROM event_ledger WHERE event_id = %s", (ids[0],))
    status, robbed = reconcile("--repair")
    assert status == 1
    kinds = Counter(gap["kind"] for gap in robbed["gaps"])
    assert set(kinds) == {"missing", "row", "ledger"}
    assert {gap["event_id"] for gap in robbed["gaps"] if gap["event_id"]} == {str(each) for each in ids}
    assert robbed["total"]["missing"] == 2

    with psycopg.connect(LOCAL.database) as connection:
        connection.execute("INSERT INTO event_ledger SELECT * FROM kept_ledger ON CONFLICT DO NOTHING")
        connection.execute("INSERT INTO play_events SELECT * FROM kept_plays")
    status, restored = reconcile()
    assert (status, restored["gaps"], restored["open_gaps"]) == (0, [], {})
    assert restored["total"] == total


def spoil() -> None:
    """One total of the rollups, those of one minute of a song in the stream, and one in Redis."""
    with psycopg.connect(LOCAL.database) as connection:
        connection.execute(SPOIL)
        song_id, played_at = connection.execute(A_PLAY).fetchone() or ("", None)
    minute = played_at.replace(second=0, microsecond=0)
    delta = Delta(dimension=Dimension.SONG, id=song_id, minute=minute, made_at=minute, accepted_plays=1, accepted_ms=1)
    producer = Producer(producer_config(LOCAL.kafka))
    with closing(Registry(LOCAL.registry)) as registry:
        value = Codec(AGGREGATES_DELTAS, registry).encode(delta)
    producer.produce(AGGREGATES_DELTAS.name, value, f"song|{song_id}")
    assert producer.flush(10) == 0
    with Redis.from_url(LOCAL.redis) as redis:
        key = next(iter(redis.scan_iter("injyana:v*:totals:day:*:artist")))
        redis.hset(key, next(iter(redis.hgetall(key))), "99 1 0 0 0 0")


def quiet() -> dict[str, Any] | None:
    """What a run tells once plays were accepted and none is on its way."""
    _, found = reconcile()
    return found if found["total"]["accepted"] and not found["total"]["in_flight"] else None
