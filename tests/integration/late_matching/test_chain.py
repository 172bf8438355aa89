"""The whole way: heard, unrecognised, registered, recovered, judged, counted; with real music, and kills on the way."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from confluent_kafka import Producer

from benchmarks import music
from catalogue import audio_files, session
from catalogue.audio_files import Recording
from fingerprinting.chroma import from_bytes
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.dimensions import window_start
from kernel.events.aggregates import Window
from kernel.events.detections import Detection
from kernel.ids import BatchId, SourceId
from kernel.kafka import producer_config
from kernel.topics import DETECTIONS_RAW
from tests.integration.redis_sink.conftest import OwnRedis, own_redis
from tests.integration.second_look.way import Way, way
from tests.integration.timescale.ledger import event_id
from tests.unit.recognition.made import detection, noisy

__all__ = ["own_redis"]

PROCESSES = ("relay", "recognition", "late-matching", "fraud", "timescale-sink", "aggregation", "redis-sink")
PHONES, PLAYS = 15, 300
CLIP = 121
"""Items of 15 s."""
PATIENCE = 300.0
"""Seconds: beside fifty busy processes on two cores, processes of ours take two minutes to start."""
NOW = system_clock().replace(microsecond=0)
UNRECOGNISED = "SELECT count(*) FROM unrecognised_plays WHERE resolved_at IS NULL"


@pytest.fixture(scope="module")
def recordings() -> Sequence[Recording]:
    """Two pieces of real music."""
    found = [path for path in music.files() if path.stat().st_size < 3_500_000 and path.parent.name == "music"]
    return [audio_files.read(path) for path in found[:2]]


@pytest.fixture
def running(stack: LocalSettings, database: str, own_redis: OwnRedis, tmp_path: Path) -> Iterator[Way]:
    with way(stack, database, own_redis, tmp_path) as made:
        for process in PROCESSES:
            made.start(process)
        yield made


def heard(recording: Recording, name: str, number: int) -> Detection:
    """A clip from somewhere in a recording, as one of the phones hears it, a little noisy."""
    whole = from_bytes(recording.line)
    start = 37 * number % (len(whole) - CLIP)
    return detection(noisy(whole[start : start + CLIP], 0.04, seed=number)).evolve(
        event_id=event_id(f"{name} {number}"),
        source_id=SourceId(f"phone-{number % PHONES}"),
        played_at=NOW - timedelta(minutes=4 * (number // PHONES) + 5),
        received_at=NOW,
        batch_id=BatchId(f"batch-{number % PHONES}"),
        content_hash=number,
    )


def send(running: Way, stack: LocalSettings, detections: Sequence[Detection]) -> None:
    """What the gateway publishes."""
    producer = Producer(producer_config(stack.kafka))
    codec = running.codecs.get(DETECTIONS_RAW)
    for each in detections:
        producer.produce(DETECTIONS_RAW.name, codec.encode(each), each.source_id.encode())
    assert producer.flush(30) == 0


def register(running: Way, recording: Recording, title: str) -> str:
    with session.opened(running.database, running.codecs) as catalogue:
        return catalogue.add(recording, title, "Artist", None).song.song_id


@pytest.mark.timeout(1500)
def test_a_song_that_is_registered_late(running: Way, stack: LocalSettings, recordings: Sequence[Recording]) -> None:
    known, unknown = recordings
    register(running, known, "Known")
    late = [heard(unknown, "late", number) for number in range(PLAYS)]
    send(running, stack, late)
    running.until(UNRECOGNISED, PLAYS, PATIENCE)
    running.until("SELECT count(*) FROM late_matches WHERE catalogue = 1", PLAYS, PATIENCE)

    song_id = register(running, unknown, "Registered late")
    running.kill("late-matching")
    send(running, stack, late[::30])
    running.until("SELECT count(*) > 0 FROM late_matches WHERE recovered_at IS NOT NULL", True, PATIENCE)
    for process in ("late-matching", "relay", "fraud", "timescale-sink"):
        running.kill(process)
    running.until(UNRECOGNISED, 0, PATIENCE)
    totals = running.settled(PATIENCE)

    plays = running.plays()
    assert {play.event_id: play.played_at for play in plays.values()} == {
        each.event_id: each.played_at for each in late
    }
    assert {play.song_id for play in plays.values()} == {song_id}
    hours = Counter(window_start(Window.HOUR, each.played_at) for each in late)
    counted = running.rows(
        "SELECT start, accepted_plays + held_plays + rejected_plays FROM play_rollups "
        "WHERE dimension = 'song' AND period = 'hour'"
    )
    assert dict(counted) == dict(hours)
    assert totals
