"""The styles that pieces are in: what all pieces of one have in common, from which each draws its own."""

from dataclasses import dataclass
from typing import Final

MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
MINOR: Final = (0, 2, 3, 5, 7, 8, 10)
DORIAN: Final = (0, 2, 3, 5, 7, 9, 10)
PENTATONIC: Final = (0, 2, 4, 7, 9)
"""Semitones above the keynote."""


@dataclass(frozen=True, slots=True)
class Style:
    """`grooves` are bars of sixteenths for kick, snare and hat: x is a stroke. `steps` are the lengths of a melody's
    notes in beats, `progressions` the degrees of the scale that chords stand on, a bar each."""

    name: str
    tempo: tuple[float, float]
    scales: tuple[tuple[int, ...], ...]
    progressions: tuple[tuple[int, ...], ...]
    grooves: tuple[tuple[str, str, str], ...]
    steps: tuple[float, ...]
    melody: tuple[str, ...]
    chords: tuple[str, ...]
    bass: tuple[str, ...]
    beats_in_bar: int = 4
    strum: tuple[float, ...] = (0.0, 2.0)
    """Beats of a bar on which the chord is struck."""


STYLES: Final = (
    Style(
        "afrobeat",
        (98, 122),
        (MINOR, DORIAN, PENTATONIC),
        ((0, 0, 3, 4), (0, 5, 3, 4), (0, 3, 0, 4), (0, 6, 5, 6)),
        (
            ("x..x..x...x.x...", "....x..x....x...", "x.x.x.x.x.x.x.x."),
            ("x...x..x..x.....", "...x....x...x..x", "xxx.xxx.xxx.xxx."),
        ),
        (0.5, 0.5, 0.25, 0.75, 1.0),
        ("brass", "pluck", "lead"),
        ("organ", "pluck", "pad"),
        ("bass", "synthbass"),
        strum=(0.5, 1.5, 2.5, 3.5),
    ),
    Style(
        "ballad",
        (62, 84),
        (MAJOR, MINOR),
        ((0, 4, 5, 3), (0, 5, 3, 4), (0, 2, 3, 4), (5, 3, 0, 4)),
        (("x.......x.x.....", "....x.......x...", "x...x...x...x..."),),
        (1.0, 0.5, 1.5, 2.0),
        ("flute", "lead", "bell"),
        ("pad", "pluck", "organ"),
        ("bass",),
        strum=(0.0, 1.0, 2.0, 3.0),
    ),
    Style(
        "gospel",
        (70, 104),
        (MAJOR,),
        ((0, 3, 0, 4), (0, 5, 1, 4), (0, 3, 4, 0), (3, 4, 2, 5)),
        (("x...x...x...x...", "....x.......x..x", "x.x.x.x.x.x.x.x."),),
        (1.0, 0.5, 0.5, 1.5),
        ("choir", "organ", "brass"),
        ("organ", "choir"),
        ("bass", "synthbass"),
        strum=(0.0, 1.5, 2.0, 3.0),
    ),
    Style(
        "inanga",
        (84, 132),
        (PENTATONIC,),
        ((0, 0, 2, 2), (0, 2, 0, 3), (0, 3, 2, 0)),
        (
            ("................", "................", "x..x..x..x..x..x"),
            ("x.....x.....x...", "................", "x..x..x..x..x..."),
        ),
        (0.5, 0.25, 0.25, 0.5, 1.0),
        ("pluck", "flute"),
        ("pluck",),
        ("pluck",),
        strum=(0.0, 0.75, 1.5, 2.25, 3.0),
    ),
    Style(
        "house",
        (118, 130),
        (MINOR, DORIAN),
        ((0, 0, 5, 5), (0, 3, 5, 4), (0, 6, 5, 6), (5, 6, 0, 0)),
        (
            ("x...x...x...x...", "....x.......x...", "..x...x...x...x."),
            ("x...x...x...x..x", "....x..x....x...", "x.xxx.xxx.xxx.xx"),
        ),
        (0.25, 0.25, 0.5, 0.5),
        ("lead", "bell"),
        ("pad", "synthbass", "organ"),
        ("synthbass",),
        strum=(0.0, 0.75, 1.5, 2.5),
    ),
    Style(
        "hiphop",
        (78, 98),
        (MINOR, DORIAN),
        ((0, 0, 5, 4), (0, 5, 0, 6), (0, 3, 0, 3)),
        (
            ("x..x....x.x.....", "....x.......x...", "x.x.x.xxx.x.x.x."),
            ("x.....x.x..x....", "....x.......x..x", "xxx.xxxxxxx.xxxx"),
        ),
        (0.25, 0.5, 0.5, 1.0),
        ("bell", "lead", "flute"),
        ("pad", "pluck"),
        ("synthbass", "bass"),
        strum=(0.0, 2.5),
    ),
    Style(
        "waltz",
        (96, 168),
        (MAJOR, MINOR),
        ((0, 3, 4, 0), (0, 5, 1, 4), (0, 4, 4, 0)),
        (("x...........", "....x...x...", "x...x...x..."),),
        (1.0, 0.5, 0.5, 2.0),
        ("flute", "brass", "bell"),
        ("organ", "pluck", "pad"),
        ("bass",),
        beats_in_bar=3,
        strum=(1.0, 2.0),
    ),
    Style(
        "rumba",
        (108, 148),
        (MAJOR,),
        ((0, 3, 4, 3), (0, 4, 3, 4), (0, 3, 0, 4)),
        (
            ("x..x..x.x..x..x.", "..x...x...x...x.", "x.xxx.xxx.xxx.xx"),
            ("x.....x.x.....x.", "...x..x...x.x...", "xxxxxxxxxxxxxxxx"),
        ),
        (0.5, 0.25, 0.25, 0.5, 0.5),
        ("pluck", "brass"),
        ("pluck", "organ"),
        ("bass",),
        strum=(0.5, 1.25, 2.5, 3.25),
    ),
)
