"""What a piece is made of, before it sounds."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of an arrangement, from the top down."""

    MELODY = "melody"
    CHORDS = "chords"
    BASS = "bass"
    DRUMS = "drums"


@dataclass(frozen=True, slots=True)
class Note:
    """One note: when it begins and how long it lasts, in beats; its pitch in MIDI's numbers (69 is 440 Hz).

    Of drums, `pitch` is the drum's place in `percussion.KIT`. `loudness` is 0 to 1.
    """

    beat: float
    beats: float
    pitch: int
    loudness: float
    part: Part


@dataclass(frozen=True, slots=True)
class Score:
    """A whole piece. `voices` says by which instrument each pitched part sounds; `seed` is that of its playing."""

    tempo: float
    """Beats a minute."""
    beats: int
    notes: tuple[Note, ...]
    voices: dict[Part, str]
    levels: dict[Part, float]
    seed: int

    @property
    def seconds(self) -> float:
        return self.beats * 60 / self.tempo
