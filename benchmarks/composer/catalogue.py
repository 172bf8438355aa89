"""The pieces of an evaluation: different ones, and near-misses that must not be taken for them."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.composer.compose import Seeds, compose
from benchmarks.composer.render import rendered
from fingerprinting.audio import Pcm
from kernel.ids import SongId

PIECES: Final = 300
OTHER_MELODY: Final = 30
"""Near-misses with a piece's chords, key, tempo and groove, and another melody, played by other instruments."""
OTHER_TEMPO: Final = 30
"""Near-misses with a piece's melody and chords at another tempo, played by other instruments."""
TEMPI: Final = (0.9, 0.94, 1.07, 1.12)
FIRST_SEED: Final = 7_000
"""Thresholds are fitted on pieces of other seeds."""
OTHER: Final = 1_000_000
"""How far the seeds of a near-miss lie from those of its piece."""
PROCESSES: Final = 2


@dataclass(frozen=True, slots=True)
class Work:
    """One piece: what it is composed from. `of` is the piece that a near-miss comes near to."""

    song: SongId
    seeds: Seeds
    tempo: float = 1.0
    of: SongId | None = None


def works(first: int = FIRST_SEED, pieces: int = PIECES) -> list[Work]:
    """So many different pieces."""
    return [Work(SongId(f"composed-{seed}"), Seeds.of(seed)) for seed in range(first, first + pieces)]


def near_misses(pieces: list[Work]) -> list[Work]:
    """OTHER_MELODY and OTHER_TEMPO of the pieces, as far as there are so many."""
    found = []
    for work in pieces[:OTHER_MELODY]:
        other = replace(work.seeds, melody=OTHER + work.seeds.melody, sound=OTHER + work.seeds.sound)
        found.append(Work(SongId(f"{work.song}-other-melody"), other, of=work.song))
    for number, work in enumerate(pieces[OTHER_MELODY : OTHER_MELODY + OTHER_TEMPO]):
        other = replace(work.seeds, sound=OTHER + work.seeds.sound)
        tempo = TEMPI[number % len(TEMPI)]
        found.append(Work(SongId(f"{work.song}-other-tempo"), other, tempo, work.song))
    return found


def sounding(pieces: list[Work]) -> Iterator[tuple[Work, Pcm]]:
    """Each piece with its samples, in order; some are rendered at once."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        yield from zip(pieces, pool.map(_sound, pieces, chunksize=4), strict=True)


def _sound(work: Work) -> Pcm:
    return rendered(compose(work.seeds, work.tempo))
