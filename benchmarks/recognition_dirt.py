"""What becomes of music between the speaker and the fingerprint, for evaluations: rooms, speech, other tempo."""

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, lfilter, resample_poly, sosfilt

from fingerprinting.audio import SAMPLE_RATE, Pcm, run

Dirt = Callable[[Pcm, int], Pcm]
"""Samples and a seed to samples."""

_FULL_SCALE = 32_767


def then(*steps: Dirt) -> Dirt:
    """One after the other."""

    def all_of(pcm: Pcm, seed: int) -> Pcm:
        for step in steps:
            pcm = step(pcm, seed)
        return pcm

    return all_of


def room(seconds: float, wet: float, low_hz: float = 150.0, high_hz: float = 8_000.0) -> Dirt:
    """A phone in a room: reverberation that falls by 60 dB in `seconds`, and what the microphone lets through."""

    def heard(pcm: Pcm, seed: int) -> Pcm:
        random = np.random.default_rng(seed)
        times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
        response = random.standard_normal(len(times)) * 10 ** (-3 * times / seconds)
        response *= wet / np.sqrt(np.sum(response**2))
        response[0] = 1.0
        size = len(pcm) + len(response)
        full = np.fft.irfft(np.fft.rfft(pcm, size) * np.fft.rfft(response, size), size)[: len(pcm)]
        band = butter(2, [low_hz, high_hz], "bandpass", fs=SAMPLE_RATE, output="sos")
        return _to_pcm(sosfilt(band, full))

    return heard


def speech(below_db: float) -> Dirt:
    """Somebody talks, `below_db` softer than the music: a buzz of a changing pitch through changing formants, in
    syllables with pauses. It is no voice, but it stands where one stands in the spectrum."""

    def talked(pcm: Pcm, seed: int) -> Pcm:
        random = np.random.default_rng(seed)
        voice = np.zeros(len(pcm))
        at = 0
        while at < len(pcm):
            length = int(random.uniform(0.09, 0.28) * SAMPLE_RATE)
            if random.random() < 0.8:
                syllable = _syllable(length, random)[: len(pcm) - at]
                voice[at : at + len(syllable)] += syllable
            at += length + int(random.exponential(0.03) * SAMPLE_RATE)
        power = float(np.mean(pcm.astype(np.float64) ** 2))
        wanted = np.sqrt(power) / 10 ** (below_db / 20)
        return _to_pcm(pcm + voice * wanted / max(float(np.sqrt(np.mean(voice**2))), 1e-9))

    return talked


def _syllable(length: int, random: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    times = np.arange(length) / SAMPLE_RATE
    pitch = random.uniform(95, 210) * (1 + 0.1 * random.standard_normal() * times / max(times[-1], 1e-3))
    phase = np.cumsum(pitch) / SAMPLE_RATE
    buzz = 2 * (phase % 1) - 1 + 0.1 * random.standard_normal(length)
    for hz in (random.uniform(300, 800), random.uniform(900, 2300), random.uniform(2400, 3200)):
        radius = np.exp(-np.pi * 90 / SAMPLE_RATE)
        angle = 2 * np.pi * hz / SAMPLE_RATE
        buzz = buzz + lfilter([0.15], [1.0, -2 * radius * np.cos(angle), radius**2], buzz)
    return np.asarray(buzz * np.hanning(length))


def speed(percent: int) -> Dirt:
    """Played so many percent faster, and so much higher."""
    return lambda pcm, _seed: _to_pcm(resample_poly(pcm.astype(np.float64), 100, 100 + percent))


def tempo(factor: float) -> Dirt:
    """Played faster at the same pitch, by ffmpeg's atempo."""
    raw = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1")
    quiet = ("ffmpeg", "-nostdin", "-hide_banner", "-v", "error")

    def stretched(pcm: Pcm, _seed: int) -> Pcm:
        command = [*quiet, *raw, "-i", "pipe:0", "-af", f"atempo={factor}", *raw, "pipe:1"]
        return np.frombuffer(run(command, "the clip", pcm.astype("<i2").tobytes()), "<i2").astype(np.int16)

    return stretched


def _to_pcm(samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Pcm:
    return np.clip(np.rint(samples), -_FULL_SCALE - 1, _FULL_SCALE).astype(np.int16)
