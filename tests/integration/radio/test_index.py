"""The index of a machine, made of the catalogue's topic by whichever station looks first."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import numpy as np
from confluent_kafka import Producer

from fingerprinting.lookup import files
from injyana.local.settings import LocalSettings
from kernel.ids import SongId
from kernel.kafka import producer_config
from kernel.topics import CATALOGUE_SONGS
from tests.integration.gateway.running import codec_of
from tests.unit.recognition.made import items, song


def made(stack: LocalSettings, state: Path) -> str:
    """The name of the index after the builder has run once."""
    environment = os.environ | stack.environment() | {"INJYANA_STATE_DIR": str(state)}
    subprocess.run([sys.executable, "-m", "detectors.radio.index_builder"], env=environment, check=True)
    name = files.current(state / "radio" / "index")
    assert name is not None
    return name


def test_songs_that_come_and_go(stack: LocalSettings, tmp_path: Path) -> None:
    producer, codec = Producer(producer_config(stack.kafka)), codec_of(CATALOGUE_SONGS, stack.registry)
    key = SongId(f"radio-{uuid.uuid4().hex}")
    try:
        producer.produce(CATALOGUE_SONGS.name, codec.encode(song(7).evolve(song_id=key)), key)
        producer.flush()
        first = made(stack, tmp_path)
        index = files.read(tmp_path / "radio" / "index", first)
        assert np.array_equal(index.items_of(key), items(7))
    finally:
        producer.produce(CATALOGUE_SONGS.name, None, key)
        producer.flush()
    second = made(stack, tmp_path)
    assert second != first
    assert key not in files.read(tmp_path / "radio" / "index", second)


def test_without_kafka_it_stays_as_it_is(stack: LocalSettings, tmp_path: Path) -> None:
    environment = os.environ | stack.environment()
    environment |= {"INJYANA_STATE_DIR": str(tmp_path), "INJYANA_KAFKA": "127.0.0.1:9"}
    done = subprocess.run([sys.executable, "-m", "detectors.radio.index_builder"], env=environment, check=False)
    assert done.returncode == 1
    assert files.current(tmp_path / "radio" / "index") is None
