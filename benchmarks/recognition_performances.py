"""What tells performances from recordings, to fit thresholds to: python -m benchmarks.recognition_performances

Of composed pieces that the evaluation does not know, clips as in benchmarks/recognition_composed.py, and clips of their
near-misses; those whose z is enough are measured as fingerprinting/lookup/performance.py does. Nothing is written.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.composer.catalogue import OTHER_MELODY, near_misses, sounding, works
from benchmarks.recognition_composed import CONDITIONS, LENGTHS, OUTSIDE, Asked, clips
from fingerprinting.audio import Pcm
from fingerprinting.chroma import fingerprint
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.performance import MOST_LEAN, differences, singularity, way
from fingerprinting.lookup.queries import Queries
from fingerprinting.lookup.search import search
from kernel.events.detections import Profile
from kernel.ids import SongId

FIRST_SEED: Final = 50_000
STRETCHES: Final = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """A clip whose z is enough: how it leans, the share of its classifiers that are far off, and its singularity."""

    lean: float
    far: float
    singularity: float
    same: bool


def measured(index: Index, heard: Sequence[Items]) -> Iterator[Measured]:
    """Those of the clips whose z is enough."""
    for items, match in zip(heard, search(index, heard), strict=True):
        if match is None or match.z < match.least:
            continue
        weights, song = Queries.of([items]).weight, index.items_of(match.song)
        found = way(items, weights, song, match.offset)
        far, of_notes = differences(items, weights, song, found)
        yield Measured(found.lean, far, singularity(items, weights, song, found, of_notes), match.same)


def summary(some: Sequence[Measured], clips_asked: int) -> tuple[str, ...]:
    """How many there are, and of those that do not lean: the shares far off, and the greatest singularity."""
    upright = [each for each in some if abs(each.lean) <= MOST_LEAN]
    far = np.quantile([each.far for each in upright], (0, 0.5, 0.99)) if upright else ()
    return (
        f"{len(some)} of {clips_asked}",
        str(sum(each.same for each in some)),
        str(len(some) - len(upright)),
        ", ".join(f"{each:.3f}" for each in far),
        f"{max((each.singularity for each in upright), default=float('nan')):.2f}",
    )


def main() -> None:
    """Prints, for each kind of clip, profile and length, what it reaches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=2 * OTHER_MELODY)
    pieces = works(FIRST_SEED, parser.parse_args().pieces)
    sounds = [pcm for _, pcm in track(sounding(pieces), "Composing", total=len(pieces))]
    indexes = {profile: _index(profile, sounds, [work.song for work in pieces]) for profile in Profile}
    near = near_misses(pieces)
    others = [pcm for _, pcm in track(sounding(near), "Composing near-misses", total=len(near))]
    melodies = min(OTHER_MELODY, len(pieces))
    asked = clips(others, OUTSIDE, STRETCHES, "Asking for near-misses")
    kinds: list[tuple[str, Sequence[int], list[list[Asked]]]] = [
        ("other melody", OUTSIDE, asked[:melodies]),
        ("other tempo", OUTSIDE, asked[melodies:]),
        *(
            (condition.name, (place,), clips(sounds, (place,), STRETCHES, f"Asking for {condition.name}"))
            for place, condition in enumerate(CONDITIONS)
        ),
    ]
    table = Table("clips", "profile", "s", "z is enough", "believed", "lean", "far off: 0, 50, 99 %", "singularity")
    for (kind, places, found), profile, length in product(kinds, Profile, range(len(LENGTHS))):
        mine = [number for number, place in enumerate(places) if CONDITIONS[place].profile is profile]
        heard = [start[length] for piece in found for number in mine for start in piece[number]]
        if heard:
            some = list(measured(indexes[profile], heard))
            table.add_row(kind, profile.value, str(LENGTHS[length]), *summary(some, len(heard)))
    Console(width=140).print(table)


def _index(profile: Profile, sounds: Sequence[Pcm], songs: Sequence[SongId]) -> Index:
    return Index(profile).changed(
        {song: fingerprint(pcm, profile).items for song, pcm in zip(songs, sounds, strict=True)}
    )


if __name__ == "__main__":
    main()
