"""Instruments: how one note of each sounds. Additive and plucked-string synthesis (Karplus and Strong, 1983)."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from fingerprinting.audio import SAMPLE_RATE

Sound = NDArray[np.float64]
Instrument = Callable[[float, float], Sound]
"""Frequency in Hz and length in seconds to samples within about -1 to 1, with its release."""

RELEASE_SECONDS: Final = 0.12
HIGHEST_HZ: Final = 9_000.0


def _times(seconds: float) -> Sound:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _envelope(seconds: float, attack: float, sustain: float, decay: float) -> Sound:
    """From 0 to 1 in `attack` s, towards `sustain` with the time constant `decay` s, and out after `seconds`."""
    times = _times(seconds + RELEASE_SECONDS)
    shape = np.minimum(times / attack, 1.0) * (sustain + (1 - sustain) * np.exp(-times / decay))
    shape *= np.clip((seconds + RELEASE_SECONDS - times) / RELEASE_SECONDS, 0.0, 1.0)
    return shape


def _additive(
    partials: tuple[float, ...], attack: float, sustain: float, decay: float, vibrato: float = 0.0
) -> Instrument:
    """Harmonics of the given strengths; `vibrato` in parts of the frequency, 5.5 times a second."""

    def play(hz: float, seconds: float) -> Sound:
        times = _times(seconds + RELEASE_SECONDS)
        phase = 2 * np.pi * hz * times
        if vibrato:
            phase += vibrato * hz / 5.5 * np.sin(2 * np.pi * 5.5 * times)
        sound = np.zeros(len(times))
        for number, strength in enumerate(partials, 1):
            if strength and number * hz < HIGHEST_HZ:
                sound += strength * np.sin(number * phase)
        return sound * _envelope(seconds, attack, sustain, decay) / sum(partials)

    return play


def _pluck(hz: float, seconds: float) -> Sound:
    """A string: noise that runs round a delay line of one period and is averaged each time."""
    period = max(2, round(SAMPLE_RATE / hz))
    length = int((seconds + RELEASE_SECONDS) * SAMPLE_RATE)
    noise = np.zeros(max(length, period))
    noise[:period] = np.random.default_rng(period).uniform(-1, 1, period)
    feedback = np.zeros(period + 2)
    feedback[0], feedback[period], feedback[period + 1] = 1.0, -0.498, -0.498
    sound: Sound = lfilter([1.0], feedback, noise)[:length]
    return sound * np.clip((length - np.arange(length)) / (RELEASE_SECONDS * SAMPLE_RATE), 0.0, 1.0)


def _bell(hz: float, seconds: float) -> Sound:
    """Frequency modulation at an inharmonic ratio (Chowning, 1973)."""
    times = _times(seconds + 0.6)
    modulator = 2.0 * np.exp(-times / 0.3) * np.sin(2 * np.pi * hz * 1.41 * times)
    return np.sin(2 * np.pi * hz * times + modulator) * np.exp(-times / 0.35) * np.minimum(times / 0.003, 1.0)


INSTRUMENTS: Final[dict[str, Instrument]] = {
    "organ": _additive((1.0, 0.8, 0.5, 0.4, 0.0, 0.3, 0.0, 0.2), 0.01, 0.95, 1.0),
    "pad": _additive((1.0, 0.4, 0.25, 0.15, 0.1), 0.15, 0.9, 1.0, 0.003),
    "choir": _additive((1.0, 0.6, 0.7, 0.3, 0.15, 0.1), 0.08, 0.9, 1.0, 0.006),
    "flute": _additive((1.0, 0.25, 0.1, 0.03), 0.05, 0.85, 0.5, 0.005),
    "brass": _additive((1.0, 0.9, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1), 0.03, 0.7, 0.2, 0.002),
    "lead": _additive((1.0, 0.5, 0.33, 0.25, 0.2, 0.16, 0.14, 0.12), 0.008, 0.6, 0.3, 0.003),
    "bass": _additive((1.0, 0.5, 0.2, 0.1), 0.006, 0.5, 0.25),
    "synthbass": _additive((1.0, 0.7, 0.5, 0.4, 0.3, 0.2), 0.004, 0.6, 0.15),
    "pluck": _pluck,
    "bell": _bell,
}
