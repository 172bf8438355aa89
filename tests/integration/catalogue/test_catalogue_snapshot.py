"""A worker that goes on from its machine's files holds what one holds that reads the whole topic."""

import fcntl
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from confluent_kafka import Producer

from injyana.index_files import write
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.compacted import CompactedReader
from kernel.errors import Refused
from kernel.events.songs import Song
from kernel.ids import SongId
from kernel.kafka import producer_config
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.starts import Starts
from kernel.topics import CATALOGUE_SONGS
from stream_processors.recognition import live as live_module
from stream_processors.recognition import snapshots as snapshots_module
from stream_processors.recognition.live import LiveCatalogue
from stream_processors.recognition.snapshots import Snapshots, folder_of
from tests.unit.recognition.made import song
from tests.waiting import wait_until

SECONDS = 60.0


class Worker:
    """What a recognition process holds, begun with what the folder has."""

    def __init__(self, bootstrap: str, codec: Codec[Song], folder: Path) -> None:
        extents = Starts(bootstrap, codec.ids).whole(CATALOGUE_SONGS.name)
        snapshots = Snapshots(folder, extents[0].topic_id, system_clock)
        saved = snapshots.load(extents)
        self.resumed = saved is not None
        catalogue, begin = saved or (None, None)
        self.live = LiveCatalogue(catalogue, begin, snapshots.settle)
        self.reader = CompactedReader(bootstrap, CATALOGUE_SONGS, codec, self._change, begin)
        self.told = 0
        self.live.start()
        self.reader.start()
        assert self.reader.wait(SECONDS)
        assert self.live.wait_built(SECONDS)

    def _change(self, changes: list[tuple[str, Song | None]], reached: dict[int, int]) -> None:
        self.told += len(changes)
        self.live.change(changes, reached)

    @property
    def version(self) -> str:
        return self.live.now().version


def test_a_worker_goes_on_where_the_files_end(
    stack: LocalSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots_module, "WORTH_IT", 2)
    monkeypatch.setattr(live_module, "SETTLE_SECONDS", 0.2)
    ids = [SongId(f"song-{uuid4()}") for _ in range(5)]
    producer = Producer(producer_config(stack.kafka))

    def put(song_id: SongId, now: Song | None) -> None:
        producer.produce(CATALOGUE_SONGS.name, key=song_id, value=None if now is None else codec.encode(now))
        assert producer.flush(SECONDS) == 0

    with closing(Registry(stack.registry)) as registry:
        codec = Codec(CATALOGUE_SONGS, registry)
        for number, song_id in enumerate(ids[:4]):
            put(song_id, song(number).evolve(song_id=song_id))
        first = Worker(stack.kafka, codec, tmp_path)
        assert not first.resumed
        wait_until(lambda: (tmp_path / snapshots_module.STANDING).exists(), what="the snapshot")
        first.reader.stop()

        put(ids[0], None)
        put(ids[1], song(7).evolve(song_id=ids[1]))
        put(ids[4], song(8).evolve(song_id=ids[4]))
        second = Worker(stack.kafka, codec, tmp_path)
        whole = Worker(stack.kafka, codec, tmp_path / "empty")
        assert second.resumed
        assert not whole.resumed
        assert second.told < whole.told
        wait_until(lambda: second.version == whole.version, what="the same version")
        assert ids[0] not in second.live.now().songs
        assert ids[4] in second.live.now().songs

        for song_id in ids:
            put(song_id, None)
        wait_until(lambda: ids[4] not in second.live.now().songs, what="the removal")
        wait_until(lambda: second.version == whole.version, what="the same version")
        for worker in (second, whole):
            worker.reader.stop()


def test_the_index_is_written_beforehand(stack: LocalSettings, tmp_path: Path) -> None:
    new = song(3).evolve(song_id=SongId(f"song-{uuid4()}"))
    producer = Producer(producer_config(stack.kafka))
    told: list[str] = []
    with closing(Registry(stack.registry)) as registry:
        codec = Codec(CATALOGUE_SONGS, registry)
        producer.produce(CATALOGUE_SONGS.name, key=new.song_id, value=codec.encode(new))
        assert producer.flush(SECONDS) == 0
        settings = Settings(kafka=stack.kafka, registry=stack.registry, state_dir=tmp_path)
        written = write(settings, lambda what, _at, _of: told.append(what))
        worker = Worker(stack.kafka, codec, folder_of(settings))
        assert worker.resumed
        assert new.song_id in worker.live.now().songs
        assert written.songs == len(worker.live.now().songs)
        assert told[-1] == "Writing the index"
        with (folder_of(settings) / snapshots_module.LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(Refused, match="try again"):
                write(settings, lambda _what, _at, _of: None)
        producer.produce(CATALOGUE_SONGS.name, key=new.song_id, value=None)
        assert producer.flush(SECONDS) == 0
        worker.reader.stop()
