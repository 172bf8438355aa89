"""A worker's catalogue follows the topic while it runs."""

import time
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

from confluent_kafka import Producer

from injyana.local.settings import LocalSettings
from kernel.codec import Codec
from kernel.compacted import CompactedReader
from kernel.events.songs import Song
from kernel.ids import SongId
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.topics import CATALOGUE_SONGS
from stream_processors.recognition.live import LiveCatalogue
from tests.unit.recognition.made import song

DEADLINE_SECONDS = 20.0


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


class Worker:
    """What a recognition process holds of the catalogue."""

    def __init__(self, bootstrap: str, codec: Codec[Song]) -> None:
        self.live = LiveCatalogue()
        self.reader = CompactedReader(bootstrap, CATALOGUE_SONGS, codec, on_changes=self.live.change)
        self.live.start()
        self.reader.start()
        assert self.reader.wait(DEADLINE_SECONDS)
        assert self.live.wait_built(DEADLINE_SECONDS)

    def holds(self, song_id: SongId) -> bool:
        return song_id in self.live.now().songs


def test_a_song_comes_and_goes_without_a_restart(stack: LocalSettings) -> None:
    new = song(1).evolve(song_id=SongId(f"song-{uuid4()}"))
    producer = Producer(producer_config(stack.kafka))
    with closing(Registry(stack.registry)) as registry:
        codec = Codec(CATALOGUE_SONGS, registry)
        workers = [Worker(stack.kafka, codec) for _ in range(2)]
        assert not any(worker.holds(new.song_id) for worker in workers)

        producer.produce(CATALOGUE_SONGS.name, key=new.song_id, value=codec.encode(new))
        assert producer.flush(DEADLINE_SECONDS) == 0
        until(lambda: all(worker.holds(new.song_id) for worker in workers))
        until(lambda: len({worker.live.now().version for worker in workers}) == 1)

        producer.produce(CATALOGUE_SONGS.name, key=new.song_id, value=None)
        assert producer.flush(DEADLINE_SECONDS) == 0
        until(lambda: not any(worker.holds(new.song_id) for worker in workers))
        for worker in workers:
            worker.reader.stop()
