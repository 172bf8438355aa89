"""A station on a real icecast2: cut and resumed, its detector killed twice, the gateway away; each play once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import numpy as np
import pytest
from confluent_kafka import Producer

from detectors.radio.index_builder import CHECKED
from detectors.radio.spool import Spool
from fingerprinting.compressed import decode
from fingerprinting.lookup import files
from fingerprinting.lookup.search import search
from injyana.local.settings import LocalSettings
from kernel.events.detections import Detection
from kernel.events.sources import SourceType
from kernel.ids import SourceId, StationId
from kernel.kafka import producer_config
from kernel.tokens import REPORT
from kernel.topics import DETECTIONS_RAW, SOURCES
from tests.integration.gateway.running import Running, codec_of, free_port, running
from tests.integration.identity_people.office import Office, office
from tests.integration.radio.air import Air, on_air
from tests.integration.topics import Reader
from tests.unit.fingerprinting.test_audio import write_wave
from tests.unit.listening.made import STRANGER, piece, silence
from tests.unit.radio.made import index
from tests.waiting import wait_until

STATION = "radio-1"
SECONDS = 70
"""Of each piece (made.py)."""
BEFORE = 40
"""Seconds for the first detector to start in."""
NEAR = timedelta(seconds=4)
"""icecast sends the audio of some seconds at once; on a busy machine, pieces come late."""


@contextmanager
def detector(
    stack: LocalSettings, state: Path, url: str, gateway: str, *more: str, identity: str = "http://127.0.0.1:9"
) -> "Iterator[subprocess.Popen[bytes]]":
    """A detector's process, killed in the end if it still runs."""
    command = [
        *(str(Path(sys.executable).parent / "injyana"), "detect", "radio", "--station", STATION, "--url", url),
        *("--gateway", gateway, "--identity", identity, "--account", str(state / "account.json"), *more),
    ]
    process = subprocess.Popen(command, env=os.environ | stack.environment() | {"INJYANA_STATE_DIR": str(state)})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder whose index is there, and need not be looked after for a day."""
    folder = tmp_path / "state" / "radio" / "index"
    files.write(folder, index(), {})
    checked = folder / CHECKED
    checked.touch()
    os.utime(checked, (checked.stat().st_mtime + 86_400,) * 2)
    return tmp_path / "state"


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Office]:
    """An identity service, which signs tokens with the key that the gateway knows."""
    with office(database, tmp_path) as made:
        yield made


def speaks(gateway: Running, desk: Office, state: Path) -> None:
    """Gives the station's program a service account, whose file the detector reads, and tells the gateway of it."""
    said = {"name": "Detector", "source_id": f"detector-{uuid4().hex[:8]}", "source_type": "radio"}
    admin = desk.staff("aline@example.rw")
    made = admin.call("POST", "/api/v1/service-accounts", said | {"stations": [STATION], "scopes": [REPORT]}).json()
    told = admin.call("POST", f"/api/v1/service-accounts/{made['client_id']}/secret").json()
    source = gateway.source.evolve(
        source_id=SourceId(said["source_id"]), source_type=SourceType.RADIO, stations=(StationId(STATION),)
    )
    producer = Producer(producer_config(gateway.stack.kafka))
    producer.produce(SOURCES.name, codec_of(SOURCES, gateway.stack.registry).encode(source), source.source_id)
    producer.flush()
    (state / "account.json").write_text(json.dumps(told))


def plays(gateway: Running) -> list[Detection]:
    """What the gateway published, in the order of time."""
    found = []
    codec = codec_of(DETECTIONS_RAW, gateway.stack.registry)
    for topic in (gateway.live, gateway.late):
        reader = Reader(gateway.stack.kafka, topic)
        reader.read_to_end()
        found += [codec.decode(each.value) for each in reader.records if each.value is not None]
    return sorted(found, key=lambda each: each.played_at)


def songs(found: list[Detection]) -> list[str]:
    """What a worker would recognise in them."""
    heard = [decode(each.fingerprint.data) for each in found if each.fingerprint is not None]
    return [
        match.song if match is not None and match.strong and match.clear else "" for match in search(index(), heard)
    ]


def in_spool(state: Path) -> tuple[int, int]:
    """How many plays are open, and how many wait."""
    spool = Spool(state / "radio" / STATION / "spool.db")
    try:
        return len(spool.open_plays()), len(spool)
    finally:
        spool.close()


@pytest.mark.timeout(600)
def test_each_play_is_published_once_whatever_is_cut_killed_or_away(
    stack: LocalSettings, desk: Office, state: Path, tmp_path: Path
) -> None:
    parts = silence(BEFORE), piece("Awakening"), piece("Coherence"), silence(200)
    programme = write_wave(tmp_path / "programme.wav", np.concatenate(parts))
    nobody = f"http://127.0.0.1:{free_port()}"
    with on_air(tmp_path, programme) as air:
        air.resume()
        with detector(stack, state, air.url, nobody) as process:
            wait_until(lambda: in_spool(state)[0] == 1, 120, "the first song is open")
            process.send_signal(signal.SIGKILL)
        with detector(stack, state, air.url, nobody) as process:
            air.wait(BEFORE + SECONDS + 30)
            air.cut()
            air.wait(BEFORE + SECONDS + 35)
            air.resume()
            wait_until(lambda: in_spool(state)[1] == 1, 90, "the first song waits for the gateway")
            process.send_signal(signal.SIGKILL)
        with running(stack, tmp_path) as gateway:
            (state / "account.json").write_text("not yet an account")
            with detector(stack, state, air.url, gateway.url, identity=str(desk.client.base_url)) as process:
                speaks(gateway, desk, state)
                wait_until(
                    lambda: air.seconds > BEFORE + 2 * SECONDS + 40 and in_spool(state) == (0, 0), 240, "all is sent"
                )
                process.send_signal(signal.SIGTERM)
                assert process.wait(60) == 0
            agree(air, plays(gateway))


def agree(air: Air, found: list[Detection]) -> None:
    """Both songs, each once, when they were on air."""
    assert songs(found) == ["Awakening", "Coherence"]
    for number, each in enumerate(found):
        assert each.station_id == STATION
        assert abs(each.played_at - air.at(BEFORE + number * SECONDS)) < NEAR
        assert abs(timedelta(milliseconds=each.duration_ms) - timedelta(seconds=SECONDS)) < NEAR


@pytest.mark.timeout(300)
def test_a_recording_read_again_is_the_same_plays(
    stack: LocalSettings, desk: Office, state: Path, tmp_path: Path
) -> None:
    parts = silence(10), piece("machine_wars"), piece(STRANGER)
    recording = str(write_wave(tmp_path / "monday.wav", np.concatenate(parts)))
    with running(stack, tmp_path) as gateway:
        speaks(gateway, desk, state)
        began = gateway.source.changed_at - timedelta(hours=2)
        for _ in range(2):
            more = ("--began", began.isoformat())
            with detector(stack, state, recording, gateway.url, *more, identity=str(desk.client.base_url)) as process:
                assert process.wait(120) == 0
        [play] = plays(gateway)
        assert songs([play]) == ["machine_wars"]
        assert abs(play.played_at - (began + timedelta(seconds=10))) < NEAR
        assert in_spool(state) == (0, 0)


def test_a_second_detector_of_a_station_is_refused(stack: LocalSettings, state: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with detector(stack, state, f"{nobody}/live", nobody, "--metrics-port", str(port := free_port())):
        wait_until(lambda: waits_for(port) is not None, 60, "the first detector serves its health")
        with detector(stack, state, f"{nobody}/live", nobody) as second:
            assert second.wait(60) == 1
        wait_until(lambda: "the stream" in (waits_for(port) or ""), 60, "it waits for the stream")


def waits_for(port: int) -> str | None:
    try:
        answer: str = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).json()["waits_for"]
    except httpx.TransportError:
        return None
    return answer
