"""What is kept of an audio file."""

from pathlib import Path

import pytest

from catalogue.audio_files import Tags, read, tags
from fingerprinting.audio import run
from fingerprinting.chroma import fingerprint, to_bytes
from kernel.errors import Refused
from kernel.events.detections import Profile
from tests.unit.fingerprinting.test_audio import melody, write_wave


def test_both_fingerprints_of_the_whole_file_are_kept(tmp_path: Path) -> None:
    pcm = melody(12)
    recording = read(write_wave(tmp_path / "a.wav", pcm))
    assert recording.duration_ms == 12_000
    assert recording.line == to_bytes(fingerprint(pcm, Profile.LINE).items)
    assert recording.mic == to_bytes(fingerprint(pcm, Profile.MIC).items)
    assert recording.tags == Tags()


@pytest.mark.parametrize("ending", ["mp3", "ogg", "flac"])
def test_tags_are_read(tmp_path: Path, ending: str) -> None:
    plain = write_wave(tmp_path / "a.wav", melody(4))
    tagged = tmp_path / f"a.{ending}"
    said = {"title": "Ça va", "artist": " The Ben ", "isrc" if ending != "mp3" else "TSRC": "RWABC2400001"}
    options = [word for name, text in said.items() for word in ("-metadata", f"{name}={text}")]
    run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(plain), *options, str(tagged)], "the test's audio")
    assert tags(tagged) == Tags("Ça va", "The Ben", "RWABC2400001")


def test_what_is_no_audio_has_no_tags_and_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.mp3"
    path.write_text("no music")
    assert tags(path) == Tags()
    with pytest.raises(Refused, match="is not audio"):
        read(path)
