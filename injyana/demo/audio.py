"""What simulated phones hear: clips of songs, dirtied as rooms and networks dirty them, and their fingerprints."""

import base64

import numpy as np
from scipy.signal import butter, sosfilt

from fingerprinting.audio import SAMPLE_RATE, Pcm, run
from fingerprinting.chroma import fingerprint
from kernel.events.detections import Algorithm, Profile

_FULL_SCALE = 32_767


def cut(pcm: Pcm, at_s: float, seconds: float) -> Pcm:
    """The clip that begins `at_s` seconds into the samples; ValueError where it would reach beyond them."""
    begin, length = round(at_s * SAMPLE_RATE), round(seconds * SAMPLE_RATE)
    if begin < 0 or begin + length > len(pcm):
        raise ValueError(f"{seconds} s at {at_s} s reach beyond {len(pcm) / SAMPLE_RATE:.1f} s of audio")
    return pcm[begin : begin + length]


def pink_noise(pcm: Pcm, snr_db: float, seed: int) -> Pcm:
    """The samples with noise of equal power in every octave, `snr_db` below them; the same for the same seed."""
    generator = np.random.default_rng(seed)
    spectrum = np.fft.rfft(generator.standard_normal(len(pcm)))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    noise = np.fft.irfft(spectrum, len(pcm))
    signal = pcm.astype(np.float64)
    wanted = np.sqrt(np.mean(signal**2)) / 10 ** (snr_db / 20)
    return _to_pcm(signal + noise * wanted / max(float(np.sqrt(np.mean(noise**2))), 1e-12))


def phone_band(pcm: Pcm) -> Pcm:
    """What a telephone lets through: 300 to 3,400 Hz, steeper than the mic profile's own filter."""
    return _to_pcm(sosfilt(butter(6, [300, 3400], "bandpass", fs=SAMPLE_RATE, output="sos"), pcm.astype(np.float64)))


def mp3(pcm: Pcm, kbit_s: int = 64) -> Pcm:
    """The samples after an MP3 encoder and a decoder; some 50 ms longer. Misconfigured where ffmpeg is missing."""
    raw = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1")
    quiet = ("ffmpeg", "-nostdin", "-hide_banner", "-v", "error")
    encoded = run(
        [*quiet, *raw, "-i", "pipe:0", "-b:a", f"{kbit_s}k", "-f", "mp3", "pipe:1"],
        "the clip",
        pcm.astype("<i2").tobytes(),
    )
    decoded = run([*quiet, "-f", "mp3", "-i", "pipe:0", *raw, "pipe:1"], "the clip's MP3", encoded)
    return np.frombuffer(decoded, "<i2").astype(np.int16)


def api_fingerprint(pcm: Pcm, profile: Profile, offset_ms: int = 0) -> dict[str, str | int]:
    """The field `fingerprint` of a detection as the API takes it."""
    data = fingerprint(pcm, profile).compressed
    return {
        "algorithm": Algorithm.CHROMAPRINT.value,
        "profile": profile.value,
        "data": base64.urlsafe_b64encode(data).decode().rstrip("="),
        "offset_ms": offset_ms,
    }


def _to_pcm(samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Pcm:
    return np.clip(np.rint(samples), -_FULL_SCALE - 1, _FULL_SCALE).astype(np.int16)
