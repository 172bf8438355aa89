"""Seeds to scores: a form of sections, chords by progressions, and melodies of motifs that return and vary."""

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from benchmarks.composer.score import Note, Part, Score
from benchmarks.composer.styles import STYLES, Style

SECONDS: Final = 64.0
"""About how long a piece is."""
BARS_IN_SECTION: Final = 8
FORMS: Final = ("AABA", "ABAB", "ABAC", "AABB", "ABCA")
MELODY_LOW, MELODY_HIGH = 60, 84


@dataclass(frozen=True, slots=True)
class Seeds:
    """One seed for each decision, so that a near-miss is a piece with one of them changed."""

    frame: int
    """Key, tempo, scale, form, chords, groove."""
    melody: int
    sound: int
    """Instruments, levels, and how the players play."""

    @classmethod
    def of(cls, seed: int) -> "Seeds":
        return cls(seed, seed, seed)


@dataclass(frozen=True, slots=True)
class Frame:
    """What melody and accompaniment stand on."""

    style: Style
    tempo: float
    key: int
    scale: tuple[int, ...]
    bars: tuple[tuple[str, int], ...]
    """The section and the chord's degree of every bar."""
    groove: tuple[str, str, str]


def compose(seeds: Seeds, tempo: float = 1.0) -> Score:
    """The piece, `tempo` times as fast as its frame says. The same seeds give the same score."""
    frame = framed(Random(f"frame {seeds.frame}"))
    sound = Random(f"sound {seeds.sound}")
    style = frame.style
    notes = [*melody(frame, Random(f"melody {seeds.melody}")), *chords(frame), *bass(frame, Random(seeds.frame))]
    notes += drums(frame)
    played = [replace(note, loudness=note.loudness * sound.uniform(0.8, 1.0)) for note in notes]
    return Score(
        tempo=frame.tempo * tempo,
        beats=len(frame.bars) * style.beats_in_bar,
        notes=tuple(sorted(played, key=lambda note: (note.beat, note.part, note.pitch))),
        voices={
            Part.MELODY: sound.choice(style.melody),
            Part.CHORDS: sound.choice(style.chords),
            Part.BASS: sound.choice(style.bass),
        },
        levels={
            Part.MELODY: sound.uniform(0.8, 1.2),
            Part.CHORDS: sound.uniform(0.35, 0.7),
            Part.BASS: sound.uniform(0.6, 1.0),
            Part.DRUMS: sound.uniform(0.4, 0.9),
        },
        seed=seeds.sound,
    )


def framed(random: Random) -> Frame:
    """Style, key, tempo, and a chord for every bar; sections of the same letter have the same chords."""
    style = random.choice(STYLES)
    tempo = random.uniform(*style.tempo)
    progressions = random.sample(style.progressions, k=min(3, len(style.progressions)))
    bars: list[tuple[str, int]] = []
    for letter in random.choice(FORMS) * 2:
        progression = progressions["ABC".index(letter) % len(progressions)]
        bars += [(letter, progression[bar % len(progression)]) for bar in range(BARS_IN_SECTION)]
    wanted = max(BARS_IN_SECTION, round(SECONDS * tempo / 60 / style.beats_in_bar))
    while len(bars) < wanted:
        bars += bars
    scale = random.choice(style.scales)
    return Frame(style, tempo, random.randrange(12), scale, tuple(bars[:wanted]), random.choice(style.grooves))


def pitch(frame: Frame, degree: int, octave: int) -> int:
    """The MIDI number of a degree of the scale, which may lie beyond one octave."""
    turns, place = divmod(degree, len(frame.scale))
    return 12 * (octave + turns) + frame.key + frame.scale[place]


def melody(frame: Frame, random: Random) -> list[Note]:
    """Motifs of two bars for each section, which return with small changes, and rests between phrases."""
    beats = frame.style.beats_in_bar
    motifs = {letter: [_motif(frame, random) for _ in range(random.choice((2, 3)))] for letter in "ABC"}
    notes: list[Note] = []
    for bar in range(0, len(frame.bars), 2):
        letter, degree = frame.bars[bar]
        if bar % BARS_IN_SECTION == 6 and random.random() < 0.3:
            continue
        motif = motifs[letter][(bar // 2) % len(motifs[letter])]
        shift = random.choice((0, 0, 0, 1, -1))
        for beat, length, step in motif:
            found = pitch(frame, degree + step + shift, 5)
            while found > MELODY_HIGH:
                found -= 12
            while found < MELODY_LOW:
                found += 12
            notes.append(Note(bar * beats + beat, length, found, random.uniform(0.7, 1.0), Part.MELODY))
    return [note for note in notes if note.beat < len(frame.bars) * beats]


def _motif(frame: Frame, random: Random) -> list[tuple[float, float, int]]:
    """Beat, length and step above the chord's root of each note within two bars."""
    motif: list[tuple[float, float, int]] = []
    beat, step = random.choice((0.0, 0.5, 1.0)), random.choice((0, 2, 4))
    while beat < 2 * frame.style.beats_in_bar - 0.5:
        length = random.choice(frame.style.steps)
        if random.random() < 0.85:
            motif.append((beat, length * random.uniform(0.6, 0.98), step))
        step = max(-4, min(9, step + random.choice((-3, -2, -1, -1, 0, 1, 1, 2, 3))))
        beat += length
    return motif


def chords(frame: Frame) -> list[Note]:
    """The chord of every bar, struck as the style strikes it."""
    beats, notes = frame.style.beats_in_bar, []
    for bar, (_, degree) in enumerate(frame.bars):
        for place, beat in enumerate(frame.style.strum):
            following = frame.style.strum[place + 1] if place + 1 < len(frame.style.strum) else beats
            for third in (0, 2, 4):
                found = pitch(frame, degree + third, 4)
                notes.append(Note(bar * beats + beat, (following - beat) * 0.9, found, 0.6, Part.CHORDS))
    return notes


def bass(frame: Frame, random: Random) -> list[Note]:
    """Root and fifth, in a rhythm that the piece keeps."""
    beats = frame.style.beats_in_bar
    rhythm = sorted({0.0, *(random.choice((0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5)) for _ in range(4))})
    steps = [random.choice((0, 0, 4, 7)) for _ in rhythm]
    notes = []
    for bar, (_, degree) in enumerate(frame.bars):
        for place, beat in enumerate(rhythm):
            if beat >= beats:
                continue
            following = min(rhythm[place + 1], beats) if place + 1 < len(rhythm) else beats
            found = pitch(frame, degree + (steps[place] if place else 0), 2)
            notes.append(Note(bar * beats + beat, (following - beat) * 0.85, found, 0.9, Part.BASS))
    return notes


def drums(frame: Frame) -> list[Note]:
    """The groove, bar after bar."""
    return [
        Note(bar * frame.style.beats_in_bar + place / 4, 0.25, drum, 1.0 if place % 4 == 0 else 0.75, Part.DRUMS)
        for bar in range(len(frame.bars))
        for drum, strokes in enumerate(frame.groove)
        for place, stroke in enumerate(strokes)
        if stroke == "x"
    ]
