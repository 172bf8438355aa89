"""Connections to streams, and what ffmpeg is allowed to open."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detectors.radio import stream
from detectors.radio.stream import blocks, is_stream
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode, run
from kernel.errors import Refused
from tests.unit.fingerprinting.test_audio import melody, write_wave


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None: ...


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serves a folder."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_all_that_comes_is_heard_until_the_stream_ends(server: str, tmp_path: Path) -> None:
    path = write_wave(tmp_path / "a.wav", melody(12))
    found: list[Pcm] = []
    with pytest.raises(Refused, match="the stream ended"):
        found.extend(iter(blocks(f"{server}/a.wav")))
    assert np.array_equal(np.concatenate(found), decode(path))


def test_hls_is_a_stream(server: str, tmp_path: Path) -> None:
    write_wave(tmp_path / "a.wav", melody(6))
    head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n"
    (tmp_path / "live.m3u8").write_text(f"{head}#EXTINF:6,\na.ts\n#EXT-X-ENDLIST\n")
    stream_file = tmp_path / "a.ts"
    run(["ffmpeg", "-v", "error", "-i", str(tmp_path / "a.wav"), "-c:a", "mp2", str(stream_file)], "the test's audio")
    found: list[Pcm] = []
    with pytest.raises(Refused):
        found.extend(iter(blocks(f"{server}/live.m3u8")))
    assert sum(map(len, found)) > 5 * SAMPLE_RATE


@pytest.mark.parametrize("named", ["file:{}", "{}", "concat:{}"])
def test_a_playlist_opens_no_file_of_this_machine(server: str, tmp_path: Path, named: str) -> None:
    path = write_wave(tmp_path / "secret.wav", melody(6))
    (tmp_path / "live.m3u8").write_text(f"#EXTM3U\n#EXTINF:6,\n{named.format(path)}\n#EXT-X-ENDLIST\n")
    with pytest.raises(Refused, match="the stream ended"):
        assert not list(blocks(f"{server}/live.m3u8"))


@pytest.mark.parametrize("path", ["none.mp3", "page.html"])
def test_what_is_no_audio_is_told(server: str, tmp_path: Path, path: str) -> None:
    (tmp_path / "page.html").write_text("<p>no music</p>")
    with pytest.raises(Refused, match=r"the stream ended: ."):
        list(blocks(f"{server}/{path}"))


def test_a_stream_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "STALL_SECONDS", 0.3)
    monkeypatch.setattr(stream, "TICK_SECONDS", 0.1)
    monkeypatch.setattr(stream, "command", lambda url: ["sleep", url])
    found: list[Pcm] = []
    with pytest.raises(Refused, match="no audio came"):
        found.extend(iter(blocks("60")))
    assert found
    assert not sum(map(len, found))


def test_addresses_and_files() -> None:
    assert is_stream("https://example.rw/live")
    assert is_stream("http://example.rw/live.m3u8")
    assert not is_stream("/srv/monday.mp3")
    assert not is_stream("file:///etc/passwd")
