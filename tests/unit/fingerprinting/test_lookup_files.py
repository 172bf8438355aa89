"""An index as files: the same answers, one copy in memory, and nothing that is damaged is used."""

from pathlib import Path

import numpy as np
import pytest

from fingerprinting.lookup import files
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import search
from kernel.errors import Misconfigured
from kernel.events.detections import Profile
from kernel.ids import SongId
from tests.unit.recognition.made import items, noisy


def index(*numbers: int) -> Index:
    return Index(Profile.LINE).changed({SongId(f"song-{number}"): items(number) for number in numbers})


def name(folder: Path) -> str:
    found = files.current(folder)
    assert found is not None
    return found


def test_what_is_read_answers_as_what_was_written(tmp_path: Path) -> None:
    made = index(1, 2, 3)
    files.write(tmp_path, made, {"0": 7})
    read = files.read(tmp_path, name(tmp_path))
    asked = [noisy(items(number)[100:200], 0.1) for number in (1, 2, 3, 4)]
    assert search(read, asked) == search(made, asked)
    assert read.songs == made.songs
    assert SongId("song-2") in read
    assert np.array_equal(read.items_of(SongId("song-2")), items(2))
    assert read.profile is Profile.LINE
    about = files.manifest(tmp_path)
    assert about is not None
    assert about.made_of == {"0": 7}


def test_a_song_may_be_added_to_what_was_read(tmp_path: Path) -> None:
    files.write(tmp_path, index(1), {})
    more = files.read(tmp_path, name(tmp_path)).changed({SongId("song-9"): items(9)})
    [match] = search(more, [items(9)[50:150]])
    assert match is not None
    assert match.song == "song-9"


def test_it_is_replaced_and_who_reads_goes_on(tmp_path: Path) -> None:
    files.write(tmp_path, index(1), {})
    before = files.read(tmp_path, name(tmp_path))
    files.write(tmp_path, index(1, 2), {})
    assert len(files.read(tmp_path, name(tmp_path))) == 2
    assert np.array_equal(before.items_of(SongId("song-1")), items(1))
    assert len(list(tmp_path.iterdir())) == 2


def test_an_empty_index(tmp_path: Path) -> None:
    assert files.current(tmp_path) is None
    assert files.manifest(tmp_path) is None
    files.write(tmp_path, Index(Profile.LINE), {})
    read = files.read(tmp_path, name(tmp_path))
    assert len(read) == 0
    assert search(read, [items(1)]) == [None]


@pytest.mark.parametrize("array", files.ARRAYS)
def test_a_damaged_file_is_refused(tmp_path: Path, array: str) -> None:
    files.write(tmp_path, index(1), {})
    path = tmp_path / name(tmp_path) / f"{array}.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(Misconfigured, match="damaged"):
        files.read(tmp_path, name(tmp_path))


@pytest.mark.parametrize("text", [b"", b"{}", b"nothing", None])
def test_a_damaged_manifest_is_refused(tmp_path: Path, text: bytes | None) -> None:
    files.write(tmp_path, index(1), {})
    path = tmp_path / name(tmp_path) / files.MANIFEST
    path.unlink() if text is None else path.write_bytes(text)
    with pytest.raises(Misconfigured, match="made again"):
        files.read(tmp_path, name(tmp_path))
    assert files.manifest(tmp_path) is None


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, index(1), {})
    monkeypatch.setattr(files, "FORMAT", files.FORMAT + 1)
    with pytest.raises(Misconfigured, match="another version"):
        files.read(tmp_path, name(tmp_path))
