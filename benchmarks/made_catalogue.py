"""A catalogue of made songs, and what devices hear of it."""

import resource
from dataclasses import dataclass
from typing import Self

import numpy as np

from benchmarks.made_songs import Statistics, Values, noise
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from kernel.events.detections import Profile
from kernel.ids import SongId

SONG_ITEMS = 1_500
"""Of three minutes."""
CLIP_ITEMS = 100
"""Of 15 s."""
AT_ONCE = 200
SAMPLED = 400
"""Songs that clips are taken of."""


@dataclass(frozen=True, slots=True)
class Made:
    """Songs, and what the classifiers saw of some of them, which clips are made of."""

    statistics: Statistics
    songs: dict[SongId, Items]
    sampled: dict[SongId, Values]

    @classmethod
    def of(cls, statistics: Statistics, count: int, generator: np.random.Generator) -> Self:
        """So many songs."""
        songs, sampled = dict[SongId, Items](), dict[SongId, Values]()
        every = np.empty((count, SONG_ITEMS), np.uint32)
        for begin in range(0, count, AT_ONCE):
            end = min(begin + AT_ONCE, count)
            values = statistics.values(end - begin, SONG_ITEMS, generator)
            every[begin:end] = statistics.quietened(statistics.items(values), generator)
            for number in range(begin, end, max(count // SAMPLED, 1)):
                sampled[_name(number)] = values[number - begin].copy()
        songs = {_name(number): items for number, items in enumerate(every)}
        return cls(statistics, songs, sampled)

    def index(self) -> Index:
        """The index of all songs."""
        return Index(Profile.LINE).changed(self.songs)

    def clips(self, count: int, deviation: float, generator: np.random.Generator) -> list[tuple[SongId, Items]]:
        """So many clips from anywhere, heard through noise of that deviation, each with its song."""
        names = list(self.sampled)
        chosen = generator.integers(len(names), size=count)
        begins = generator.integers(SONG_ITEMS - CLIP_ITEMS, size=count)
        values = np.stack(
            [self.sampled[names[song]][begin : begin + CLIP_ITEMS] for song, begin in zip(chosen, begins, strict=True)]
        )
        heard = self.statistics.items(noise(values, deviation, generator))
        return [(names[song], items) for song, items in zip(chosen, heard, strict=True)]

    def unknown(self, count: int, generator: np.random.Generator) -> list[Items]:
        """So many clips of songs that are in no catalogue."""
        values = self.statistics.values(count, CLIP_ITEMS, generator)
        return list(self.statistics.quietened(self.statistics.items(values), generator))


def most_memory() -> int:
    """Bytes that this process had in memory at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _name(number: int) -> SongId:
    return SongId(f"made-{number:06}")
