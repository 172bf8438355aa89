"""`injyana recognise` on real files, against a folder: no server is needed."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from fingerprinting.audio import Pcm, run
from injyana.cli import app
from kernel.errors import Refused
from tests.unit.fingerprinting.test_audio import write_wave
from tests.unit.listening.made import STRANGER, folder, part, silence


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("music") / "songs")


def mp3(path: Path, *parts: Pcm) -> Path:
    plain = write_wave(path.with_suffix(".wav"), np.concatenate(parts))
    run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(plain), "-b:a", "96k", str(path)], "the test's audio")
    return path


def recognise(*words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["recognise", *words], input=stdin, catch_exceptions=True)


def test_a_broadcast_is_told_song_by_song(songs: Path, tmp_path: Path) -> None:
    parts = part("machine_wars", 0, 30), silence(10), part(STRANGER, 10, 20), part("Awakening", 20, 50)
    path = mp3(tmp_path / "radio.mp3", *parts)
    told = recognise(str(path), "--against", str(songs), "--json")
    assert told.exit_code == 0, told.output
    said = json.loads(told.stdout)
    assert (said["profile"], said["songs_compared"], said["remark"]) == ("line", 3, None)
    assert said["seconds"] == pytest.approx(80, abs=0.5)
    assert [song["title"] for song in said["songs"]] == ["machine_wars", "Awakening"]
    times = [(song["from_s"], song["to_s"], song["song_from_s"]) for song in said["songs"]]
    assert np.allclose(times, [(0, 30, 0), (50, 80, 20)], atol=1.0)
    assert np.allclose([tuple(gap.values()) for gap in said["nothing_known"]], [(30, 50)], atol=1.0)
    assert "left out: " in told.stderr
    assert "damaged.mp3" in told.stderr

    shown = recognise(str(path), "--against", str(songs)).stdout.splitlines()
    assert [line.split()[0] for line in shown[1:]] == ["machine_wars", "nothing", "Awakening"]
    assert "0:50" in shown[3]


def test_unknown_music_is_nothing_known(songs: Path, tmp_path: Path) -> None:
    path = mp3(tmp_path / "unknown.mp3", part(STRANGER, 0, 30))
    said = json.loads(recognise(str(path), "--against", str(songs), "--json", "--profile", "mic").stdout)
    assert (said["songs"], len(said["nothing_known"])) == ([], 1)


def test_a_truncated_file_is_told_as_far_as_it_goes(songs: Path, tmp_path: Path) -> None:
    path = mp3(tmp_path / "whole.mp3", part("Coherence", 0, 60))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])
    [song] = json.loads(recognise(str(path), "--against", str(songs), "--json").stdout)["songs"]
    assert (song["title"], song["to_s"]) == ("Coherence", pytest.approx(30, abs=1.0))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("none.mp3", None, "is not a file"), ("text.mp3", b"words", "holds no audio"), (".", None, "is a folder")],
)
def test_what_cannot_be_listened_to_is_refused(
    songs: Path, tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    told = recognise(str(path), "--against", str(songs))
    assert isinstance(told.exception, Refused)
    assert reason in str(told.exception)


def test_a_folder_without_songs_is_refused(tmp_path: Path) -> None:
    sound = write_wave(tmp_path / "a.wav", part("Coherence", 0, 10))
    empty = tmp_path / "empty"
    empty.mkdir()
    for path, reason in ((empty, "holds no audio files"), (tmp_path / "none", "is no folder")):
        told = recognise(str(sound), "--against", str(path))
        assert isinstance(told.exception, Refused)
        assert reason in str(told.exception)
