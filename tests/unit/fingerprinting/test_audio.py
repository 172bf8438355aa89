"""Audio files to fingerprints."""

import wave
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter

from fingerprinting import profiles
from fingerprinting.audio import SAMPLE_RATE, Pcm, decode
from fingerprinting.chroma import ITEM_SECONDS, fingerprint, from_bytes, to_bytes
from fingerprinting.compressed import decode as decoded
from kernel.errors import Refused
from kernel.events.detections import Profile


def melody(seconds: float, seed: int = 1) -> Pcm:
    """Notes that change three times a second."""
    generator = np.random.default_rng(seed)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    notes = 220 * 2 ** (generator.integers(0, 36, int(seconds * 3) + 1) / 12)
    return (8000 * np.sin(2 * np.pi * np.cumsum(notes[(time * 3).astype(int)]) / SAMPLE_RATE)).astype(np.int16)


def write_wave(path: Path, pcm: Pcm, rate: int = SAMPLE_RATE, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((channels, 2, rate, 0, "NONE", ""))
        out.writeframes(np.repeat(pcm, channels).tobytes())
    return path


def test_samples_come_back_as_they_were(tmp_path: Path) -> None:
    pcm = melody(4)
    assert np.array_equal(decode(write_wave(tmp_path / "a.wav", pcm)), pcm)


def test_other_rates_and_channels_become_mono_at_the_common_rate(tmp_path: Path) -> None:
    pcm = decode(write_wave(tmp_path / "- odd name; 'x'.wav", melody(8), rate=44_100, channels=2))
    assert len(pcm) == pytest.approx(4 * SAMPLE_RATE, abs=50)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not audio that ffmpeg can decode"),
        (b"no music at all " * 1000, "not audio that ffmpeg can decode"),
        (b"#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n", "not audio that ffmpeg can decode"),
    ],
)
def test_what_is_no_audio_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "file.mp3"
    path.write_bytes(content)
    with pytest.raises(Refused, match=reason):
        decode(path)


def test_missing_short_and_long_audio_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not a file"):
        decode(tmp_path / "none.wav")
    path = write_wave(tmp_path / "a.wav", melody(2))
    with pytest.raises(Refused, match=r"2.0 s of audio; a fingerprint needs"):
        decode(path)
    with pytest.raises(Refused, match="longer than 5 s"):
        decode(write_wave(path, melody(7)), max_seconds=5)


def test_the_mic_filter_is_scipys_and_gives_the_published_vector() -> None:
    designed = butter(4, [300, 3400], "bandpass", fs=SAMPLE_RATE, output="sos")
    assert np.allclose(profiles.MIC_SOS, designed, rtol=1e-12, atol=0)
    given = np.array(profiles.MIC_TEST_INPUT, np.int16)
    assert profiles.prepared(given, Profile.MIC).tolist() == list(profiles.MIC_TEST_OUTPUT)
    assert profiles.prepared(given, Profile.LINE) is given


def test_the_whole_of_a_long_song_is_fingerprinted() -> None:
    pcm = melody(130)
    assert len(fingerprint(pcm, Profile.LINE).items) == pytest.approx((130 - 2.6) / ITEM_SECONDS, abs=2)


@pytest.mark.parametrize("profile", list(Profile))
def test_the_compressed_form_holds_the_items(profile: Profile) -> None:
    made = fingerprint(melody(15), profile)
    assert np.array_equal(decoded(made.compressed), made.items)
    assert np.array_equal(from_bytes(to_bytes(made.items)), made.items)


def test_too_little_for_a_fingerprint_is_refused() -> None:
    with pytest.raises(Refused, match=r"no fingerprint of 1\.0 s"):
        fingerprint(melody(1), Profile.LINE)
