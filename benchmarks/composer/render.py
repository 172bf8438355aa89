"""Scores to samples: every note where it belongs, mixed, with a little room, at full scale."""

from typing import Final

import numpy as np

from benchmarks.composer.instruments import INSTRUMENTS, Sound
from benchmarks.composer.percussion import KIT
from benchmarks.composer.score import Part, Score
from fingerprinting.audio import SAMPLE_RATE, Pcm

TAIL_SECONDS: Final = 1.0
LOOSE_SECONDS: Final = 0.006
"""How far from the beat players play."""
PEAK: Final = 28_000
ECHOES: Final = ((0.031, 0.22), (0.047, 0.18), (0.083, 0.12), (0.137, 0.07))
"""Seconds and strengths of a small room's first reflections."""


def rendered(score: Score) -> Pcm:
    """The piece as mono samples at SAMPLE_RATE. The same score gives the same samples."""
    random = np.random.default_rng(score.seed)
    mix = np.zeros(int((score.seconds + TAIL_SECONDS) * SAMPLE_RATE))
    beat = 60 / score.tempo
    known: dict[tuple[Part, int, int], Sound] = {}
    for note in score.notes:
        at = max(0, int((note.beat * beat + random.normal(0, LOOSE_SECONDS)) * SAMPLE_RATE))
        if note.part is Part.DRUMS:
            sound = KIT[note.pitch](random)
        else:
            key = note.part, note.pitch, round(note.beats * 16)
            if key not in known:
                hz = 440 * 2 ** ((note.pitch - 69) / 12)
                known[key] = INSTRUMENTS[score.voices[note.part]](hz, max(0.05, note.beats * beat))
            sound = known[key]
        end = min(len(mix), at + len(sound))
        mix[at:end] += note.loudness * score.levels[note.part] * sound[: end - at]
    wet = mix.copy()
    for seconds, strength in ECHOES:
        delay = int(seconds * SAMPLE_RATE)
        wet[delay:] += strength * mix[:-delay]
    made: Pcm = np.rint(wet * (PEAK / max(float(np.abs(wet).max()), 1e-9))).astype(np.int16)
    return made
