"""Audio of any length, decoded block by block by a real ffmpeg."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from fingerprinting import stream
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode, run
from fingerprinting.chroma import Fingerprinter, fingerprint
from fingerprinting.stream import Decoding
from kernel.errors import Misconfigured, Refused
from kernel.events.detections import Profile
from tests.unit.fingerprinting.test_audio import melody, write_wave


def whole(decoding: Decoding) -> Pcm:
    return np.concatenate(list(decoding))


def encoded(path: Path, seconds: float) -> Path:
    plain = write_wave(path.with_suffix(".wav"), melody(seconds))
    run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(plain), "-b:a", "64k", str(path)], "the test's audio")
    return path


def test_blocks_are_the_file(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "- odd 'name'.wav", melody(20))
    decoding = Decoding(path, "it")
    assert decoding.length() == pytest.approx(20)
    assert len(list(decoding)) > 1
    assert np.array_equal(whole(decoding), decode(path))
    assert decoding.remark is None


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", 20)
    with path.open("rb") as file:
        decoding = Decoding(file, "standard input")
        assert decoding.length() is None
        expected = decode(path)
        assert np.array_equal(whole(decoding)[: len(expected)], expected)


def test_of_a_truncated_file_what_is_there_is_decoded(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", 20)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert len(whole(Decoding(path, "it"))) / SAMPLE_RATE == pytest.approx(10, abs=0.2)


def test_of_a_damaged_file_what_is_good_is_decoded_and_the_damage_is_told(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", 20)
    data = bytearray(path.read_bytes())
    data[60_000:90_000] = np.random.default_rng(1).bytes(30_000)
    path.write_bytes(data)
    decoding = Decoding(path, "it")
    assert len(whole(decoding)) > 5 * SAMPLE_RATE
    assert decoding.remark is not None
    assert decoding.remark.startswith("damaged: ")


@pytest.mark.parametrize("content", [b"", b"no music at all " * 1000, b"#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n"])
def test_what_holds_no_audio_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.mp3"
    path.write_bytes(content)
    with pytest.raises(Refused, match="it holds no audio that ffmpeg can decode"):
        list(Decoding(path, "it"))
    with path.open("rb") as file, pytest.raises(Refused, match="standard input holds no audio"):
        list(Decoding(file, "standard input"))


def test_folders_missing_files_and_a_missing_ffmpeg_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="it is a folder"):
        list(Decoding(tmp_path, "it"))
    with pytest.raises(Refused, match="it is not a file"):
        list(Decoding(tmp_path / "none", "it"))
    path = write_wave(tmp_path / "a.wav", melody(4))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Misconfigured, match="ffmpeg is not installed"):
        list(Decoding(path, "it"))


def test_what_is_too_long_or_stalls_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_SECONDS", 5)
    with pytest.raises(Refused, match="it is longer than"):
        list(Decoding(write_wave(tmp_path / "a.wav", melody(8)), "it"))
    monkeypatch.setattr(stream, "STALL_SECONDS", 0.1)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file, os.fdopen(writing, "wb"), pytest.raises(Refused, match="no audio came of"):
        list(Decoding(file, "standard input"))


def test_a_reader_that_stops_ends_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = Decoding._start

    def remembered(self: Decoding, said: object) -> "subprocess.Popen[bytes]":
        started.append(start(self, said))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(Decoding, "_start", remembered)
    blocks = iter(Decoding(write_wave(tmp_path / "a.wav", melody(60)), "it"))
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert started[0].returncode is not None


@pytest.mark.parametrize("profile", list(Profile))
def test_the_fingerprint_of_blocks_is_that_of_the_whole(profile: Profile) -> None:
    pcm = melody(30)
    printer = Fingerprinter(profile)
    for block in np.split(pcm, [1, 1000, 100_000, 100_001]):
        printer.feed(block)
    assert printer.seconds == pytest.approx(30)
    assert np.array_equal(printer.finish().items, fingerprint(pcm, profile).items)
