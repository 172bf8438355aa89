"""The drums of a kit, each stroke as samples."""

from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.composer.instruments import Sound
from fingerprinting.audio import SAMPLE_RATE

Drum = Callable[[np.random.Generator], Sound]
"""One stroke; no two of noise are alike."""


def _times(seconds: float) -> Sound:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _kick(_random: np.random.Generator) -> Sound:
    times = _times(0.25)
    return np.sin(2 * np.pi * (50 * times + 4.5 * (1 - np.exp(-times / 0.03)))) * np.exp(-times / 0.09)


def _snare(random: np.random.Generator) -> Sound:
    times = _times(0.2)
    tone = np.sin(2 * np.pi * 190 * times) * np.exp(-times / 0.05)
    return 0.5 * tone + 0.5 * random.uniform(-1, 1, len(times)) * np.exp(-times / 0.06)


def _hat(random: np.random.Generator) -> Sound:
    times = _times(0.07)
    noise = random.uniform(-1, 1, len(times) + 1)
    return 0.35 * np.diff(noise) * np.exp(-times / 0.02)


KIT: Final[tuple[Drum, ...]] = (_kick, _snare, _hat)
"""Kick, snare and hat, as grooves name them."""
