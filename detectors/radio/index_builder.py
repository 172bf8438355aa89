"""Writes the catalogue's line fingerprints as index files for all stations of this machine, if they are not current.

A process of its own, so that what it needs for it goes back when it ends: `python -m detectors.radio.index_builder`.
"""

import fcntl
import logging
import sys
from pathlib import Path

from confluent_kafka import Consumer, KafkaException, TopicPartition

from fingerprinting.chroma import from_bytes
from fingerprinting.compressed import Items
from fingerprinting.lookup import files
from fingerprinting.lookup.index import Index
from kernel import logs
from kernel.codec import Codec
from kernel.compacted import Change, CompactedReader
from kernel.errors import BrokerAway, Outage
from kernel.events.detections import Profile
from kernel.events.songs import Song
from kernel.ids import SongId
from kernel.kafka import consumer_config, partition_count
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.topics import CATALOGUE_SONGS

LOG = logging.getLogger(__name__)

NAME = "radio-index"
CHECKED = "checked"
"""The file whose time says when the index was last made sure to be current."""
READ_SECONDS = 600.0
ANSWER_SECONDS = 10.0


def folder_of(settings: Settings) -> Path:
    """Where this machine's index lies."""
    return settings.state_dir / "radio" / "index"


def main() -> None:
    """Ends with status 0 when the index is current, or another process is making it so; 1 when Kafka is away."""
    settings = Settings()
    logs.configure(NAME, settings.log_level)
    folder = folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        try:
            _make_current(settings, folder)
        except (Outage, KafkaException) as error:
            LOG.warning("the index stays as it is: %s", error)
            sys.exit(1)
        (folder / CHECKED).touch()


def _make_current(settings: Settings, folder: Path) -> None:
    ends = _ends(settings.kafka)
    about = files.manifest(folder)
    if about is not None and about.made_of == ends and about.format == files.FORMAT:
        return
    songs = _songs(settings)
    files.write(folder, Index(Profile.LINE).changed(songs), ends)
    LOG.info("the index holds %d songs", len(songs))


def _ends(bootstrap: str) -> dict[str, int]:
    """Up to where each partition of the catalogue's topic was written. BrokerAway."""
    client = Consumer(consumer_config(bootstrap, NAME))
    try:
        return {
            str(number): client.get_watermark_offsets(TopicPartition(CATALOGUE_SONGS.name, number), ANSWER_SECONDS)[1]
            for number in range(partition_count(client, CATALOGUE_SONGS.name))
        }
    except KafkaException as error:
        raise BrokerAway(f"Kafka at {bootstrap} does not answer: {error}") from error
    finally:
        client.close()


def _songs(settings: Settings) -> dict[SongId, Items | None]:
    """The line fingerprint of each song of the catalogue. BrokerAway, RegistryAway."""
    songs: dict[SongId, Items | None] = {}

    def change(changes: list[Change[Song]], _reached: dict[int, int]) -> None:
        for key, song in changes:
            songs[SongId(key)] = None if song is None else _items(song)

    codec = Codec(CATALOGUE_SONGS, Registry(settings.registry))
    reader = CompactedReader(settings.kafka, CATALOGUE_SONGS, codec, on_changes=change)
    reader.start()
    try:
        if not reader.wait(READ_SECONDS):
            raise BrokerAway(f"{CATALOGUE_SONGS.name} could not be read in {READ_SECONDS:.0f} s")
    finally:
        reader.stop()
    return songs


def _items(song: Song) -> Items | None:
    try:
        return from_bytes(song.line)
    except ValueError:
        LOG.error("the fingerprint of song %s is damaged: add the song again", song.song_id)
        return None


if __name__ == "__main__":
    main()
