"""The catalogue as files: the same songs, the same verdicts, and nothing damaged, foreign or too old is used."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from fingerprinting.lookup import files
from fingerprinting.lookup.search import search
from kernel.events.detections import Metadata, Profile
from kernel.ids import SongId
from kernel.stage import MemoryTables
from kernel.starts import Extent
from stream_processors.recognition import snapshots
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.snapshots import OLDEST, SONGS, STANDING, Snapshots
from stream_processors.recognition.step import make_step
from tests.unit.recognition.made import AT, detection, items, noisy, received, song

TOPIC = "topic id"
OFFSETS = {0: 7, 1: 4}
EXTENTS = {0: Extent(TOPIC, 0, 9), 1: Extent(TOPIC, 0, 4)}


class At:
    """A clock that stands."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "WORTH_IT", 2)


@pytest.fixture
def clock() -> At:
    return At()


def catalogue(*numbers: int) -> Catalogue:
    return Catalogue().changed({song(number).song_id: song(number) for number in numbers})


def on_files(held: Catalogue) -> bool:
    """Whether the fingerprints are read from files."""
    segments = [segment for index in held.indexes.values() for segment in index.segments]
    return all(isinstance(each.items.base, np.memmap) for each in segments)


def verdicts(held: Catalogue) -> list[object]:
    clips = [noisy(items(number)[80:200], share) for number in range(12) for share in (0.0, 0.15, 0.25)]
    said = [Metadata(title=f"Indirimbo {number}", artist="The Ben") for number in range(12)]
    records = [received(detection(clip, number=number)) for number, clip in enumerate(clips)]
    records += [received(detection(metadata=each, number=100 + number)) for number, each in enumerate(said)]
    return [output.event for output in make_step(lambda: held)(records, MemoryTables())]


def test_what_is_loaded_is_what_was_held(tmp_path: Path, clock: At) -> None:
    held = catalogue(1, 2, 3, 4)
    settled = Snapshots(tmp_path, TOPIC, clock).settle(held, OFFSETS)
    loaded = Snapshots(tmp_path, TOPIC, clock).load(EXTENTS)
    assert loaded is not None
    assert loaded[1] == OFFSETS
    for each in (settled, loaded[0]):
        assert each.version == held.version
        assert on_files(each)
        assert verdicts(each) == verdicts(held)
    assert not on_files(held)


def test_what_came_since_is_added_to_it_and_the_verdicts_are_those_of_who_read_everything(
    tmp_path: Path, clock: At
) -> None:
    before = catalogue(1, 2, 3, 4, 5).changed({SongId("song-005"): None}).changed({SongId("song-006"): song(6)})
    Snapshots(tmp_path, TOPIC, clock).settle(before, OFFSETS)
    loaded = Snapshots(tmp_path, TOPIC, clock).load(EXTENTS)
    assert loaded is not None
    other = song(2).evolve(line=song(9).line, title="Another")
    changes = {other.song_id: other, SongId("song-001"): None, song(7).song_id: song(7)}
    resumed = loaded[0].changed(changes)
    whole = Catalogue().changed({each.song_id: each for each in (other, song(3), song(4), song(6), song(7))})
    assert resumed.version == whole.version
    assert verdicts(resumed) == verdicts(whole) == verdicts(before.changed(changes))
    clips = [items(number)[100:200] for number in range(12)]
    for profile in Profile:
        assert search(resumed.indexes[profile], clips) == search(whole.indexes[profile], clips)


def test_a_second_worker_maps_what_the_first_saved(tmp_path: Path, clock: At) -> None:
    Snapshots(tmp_path, TOPIC, clock).settle(catalogue(1, 2), OFFSETS)
    name = files.current(tmp_path)
    second = Snapshots(tmp_path, TOPIC, clock).settle(catalogue(1, 2), OFFSETS)
    assert on_files(second)
    assert files.current(tmp_path) == name
    third = Snapshots(tmp_path, TOPIC, clock)
    assert not on_files(third.settle(catalogue(1), OFFSETS))
    assert files.current(tmp_path) == name


def test_it_is_saved_anew_when_enough_has_changed_or_it_is_old(tmp_path: Path, clock: At) -> None:
    mine = Snapshots(tmp_path, TOPIC, clock)
    held = mine.settle(catalogue(1, 2), OFFSETS).changed({song(3).song_id: song(3)})
    assert mine.settle(held, {0: 8, 1: 4}) is held
    loaded = Snapshots(tmp_path, TOPIC, clock).load(EXTENTS)
    assert loaded is not None
    assert loaded[0].version == catalogue(1, 2).version
    clock.now += snapshots.RENEWED + timedelta(seconds=1)
    assert on_files(mine.settle(held, {0: 8, 1: 4}))
    more = held.changed({song(4).song_id: song(4), song(5).song_id: song(5)})
    assert on_files(mine.settle(more, {0: 9, 1: 4}))
    loaded = Snapshots(tmp_path, TOPIC, clock).load(EXTENTS)
    assert loaded is not None
    assert (loaded[0].version, loaded[1]) == (more.version, {0: 9, 1: 4})


def test_its_position_moves_on_while_nothing_changes(tmp_path: Path, clock: At) -> None:
    mine = Snapshots(tmp_path, TOPIC, clock)
    held = mine.settle(catalogue(1, 2), OFFSETS)
    for _ in range(20):
        clock.now += timedelta(hours=1)
        assert mine.settle(held, {0: 9, 1: 4}) is held
    loaded = Snapshots(tmp_path, TOPIC, clock).load(EXTENTS)
    assert loaded is not None
    assert loaded[1] == {0: 9, 1: 4}


@pytest.mark.parametrize(
    ("extents", "why"),
    [
        ({0: Extent(TOPIC, 0, 9)}, "other partitions"),
        (EXTENTS | {0: Extent("another", 0, 9)}, "made anew"),
        (EXTENTS | {0: Extent(TOPIC, 0, 6)}, "cut"),
        (EXTENTS | {0: Extent(TOPIC, 8, 9)}, "deleted before they were read"),
    ],
)
def test_it_is_not_used_with_a_topic_that_is_another(
    tmp_path: Path, clock: At, extents: dict[int, Extent], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    Snapshots(tmp_path, TOPIC, clock).settle(catalogue(1, 2), OFFSETS)
    assert Snapshots(tmp_path, TOPIC, clock).load(extents) is None
    assert why in caplog.text


@pytest.mark.parametrize("away", [OLDEST, -timedelta(hours=1)])
def test_it_is_not_used_when_removals_may_be_forgotten(tmp_path: Path, clock: At, away: timedelta) -> None:
    Snapshots(tmp_path, TOPIC, clock).settle(catalogue(1, 2), OFFSETS)
    clock.now += away
    assert Snapshots(tmp_path, TOPIC, clock).load(EXTENTS) is None


@pytest.mark.parametrize("name", [STANDING, SONGS, files.MANIFEST, "line/items.npy", "mic/side_lows.npy"])
@pytest.mark.parametrize("damage", ["gone", "cut", "turned"])
def test_what_is_damaged_is_not_used_and_is_replaced(tmp_path: Path, clock: At, name: str, damage: str) -> None:
    Snapshots(tmp_path, TOPIC, clock).settle(catalogue(1, 2), OFFSETS)
    at = tmp_path / name if name == STANDING else tmp_path / files.CURRENT / name
    good = at.read_bytes()
    if damage == "gone":
        at.unlink()
    else:
        at.write_bytes(good[:-9] if damage == "cut" else good[:-9] + bytes(255 - each for each in good[-9:]))
    again = Snapshots(tmp_path, TOPIC, clock)
    assert again.load(EXTENTS) is None
    held = catalogue(1, 2)
    for _ in range(2):
        held = again.settle(held, OFFSETS)
    assert on_files(held)
    assert Snapshots(tmp_path, TOPIC, clock).load(EXTENTS) is not None


def test_another_version_of_the_program_does_not_use_it(
    tmp_path: Path, clock: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    Snapshots(tmp_path, TOPIC, clock).settle(catalogue(1, 2), OFFSETS)
    monkeypatch.setattr(snapshots, "FORMAT", snapshots.FORMAT + 1)
    assert Snapshots(tmp_path, TOPIC, clock).load(EXTENTS) is None


def test_who_was_cut_while_saving_left_the_former_one(tmp_path: Path, clock: At) -> None:
    mine = Snapshots(tmp_path, TOPIC, clock)
    held = mine.settle(catalogue(1, 2), OFFSETS)
    (tmp_path / "new-cut" / "line").mkdir(parents=True)
    (tmp_path / "new-cut" / SONGS).write_bytes(b"half")
    loaded = Snapshots(tmp_path, TOPIC, clock).load(EXTENTS)
    assert loaded is not None
    assert loaded[0].version == held.version
    mine.settle(held.changed({song(n).song_id: song(n) for n in (3, 4)}), OFFSETS)
    assert not (tmp_path / "new-cut").exists()


def test_a_folder_that_cannot_be_written_costs_nothing_but_memory(tmp_path: Path, clock: At) -> None:
    at = tmp_path / "file"
    at.write_text("not a folder")
    held = catalogue(1, 2)
    assert Snapshots(at, TOPIC, clock).settle(held, OFFSETS) is held
    assert Snapshots(at, TOPIC, clock).load(EXTENTS) is None
