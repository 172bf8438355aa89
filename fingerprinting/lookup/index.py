"""All songs of one profile as segments, never changed but replaced by a changed copy."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import Items
from fingerprinting.lookup.segment import FINE_KEY_BITS, KEY_BITS, Gone, Segment
from kernel.events.detections import Profile
from kernel.ids import SongId

GONE = -1
"""The rank of a song of a segment that was removed or replaced since."""

GROWTH = 2
"""A new segment takes in those before it that are less than this many times its size: few segments, cheap additions."""

RECLAIM = 2
"""A segment with less than one in so many of its songs left is taken into a new one."""

FEW_SONGS = 30_000
"""Up to so many, items meet by the shorter key: it finds more of what is heard through noise."""


@dataclass(frozen=True, slots=True)
class Index:
    """What a search reads: the songs of one profile.

    `songs` are the ids of all songs in order; a song's rank is its place there, the same for whoever holds the same
    songs, however they came in. `ranks[s][n]` is the rank of song n of segment s, or GONE; `gone[s]` is what such songs
    have there.
    """

    profile: Profile
    segments: tuple[Segment, ...] = ()
    songs: tuple[SongId, ...] = ()
    ranks: tuple[NDArray[np.int64], ...] = ()
    gone: tuple[Gone, ...] = ()
    _held: frozenset[SongId] = field(default=frozenset())

    def __contains__(self, song: object) -> bool:
        return song in self._held

    def __len__(self) -> int:
        return len(self.songs)

    @property
    def many(self) -> bool:
        """Whether there are so many songs that searches must be choosier: the same for whoever holds the same songs."""
        return len(self.songs) > FEW_SONGS

    @property
    def key_bits(self) -> int:
        """How many bits of two items are equal when they meet."""
        return FINE_KEY_BITS if self.many else KEY_BITS

    def items_of(self, song: SongId) -> Items:
        """The items of a song; KeyError where it is not in the index."""
        for segment, ranks in zip(self.segments, self.ranks, strict=True):
            number = bisect_left(segment.songs, song)
            if number < len(segment.songs) and segment.songs[number] == song and ranks[number] != GONE:
                return segment.items_of(number)
        raise KeyError(song)

    def changed(self, changes: Mapping[SongId, Items | None]) -> Self:
        """A copy in which these songs have these items; None, or no items, takes a song out.

        Costs sorting the new items and those of the smaller segments, and touches nothing that a search may be using.
        """
        fresh = {song: items for song, items in changes.items() if items is not None and len(items)}
        kept = []
        for segment, living in self._living(changes):
            if len(living) * RECLAIM < len(segment.songs):
                fresh = {**living, **fresh}
            else:
                kept.append((segment, living))
        while fresh and kept and _size(kept[-1][1]) < GROWTH * _size(fresh):
            fresh = {**kept.pop()[1], **fresh}
        if fresh:
            kept.append((Segment.build(fresh), fresh))
        segments = tuple(segment for segment, _ in kept)
        left = [set(living) for _, living in kept]
        songs = tuple(sorted(set().union(*left)))
        rank = {song: number for number, song in enumerate(songs)}
        ranks = tuple(
            np.array([rank[song] if song in alive else GONE for song in segment.songs], np.int64)
            for segment, alive in zip(segments, left, strict=True)
        )
        gone = tuple(
            Gone.of([segment.items_of(int(number)) for number in np.flatnonzero(each == GONE)])
            for segment, each in zip(segments, ranks, strict=True)
        )
        return type(self)(self.profile, segments, songs, ranks, gone, frozenset(songs))

    def merged(self) -> Self:
        """The same songs in one segment, and nothing else."""
        if len(self.segments) == 1 and len(self.segments[0].songs) == len(self.songs):
            return self
        living = dict[SongId, Items]()
        for _, songs in self._living({}):
            living |= songs
        return type(self)(self.profile).changed(living)

    def _living(self, changes: Mapping[SongId, Items | None]) -> list[tuple[Segment, dict[SongId, Items]]]:
        """Each segment with those of its songs that stay."""
        return [
            (
                segment,
                {
                    song: segment.items_of(number)
                    for number, song in enumerate(segment.songs)
                    if ranks[number] != GONE and song not in changes
                },
            )
            for segment, ranks in zip(self.segments, self.ranks, strict=True)
        ]


def _size(songs: Mapping[SongId, Items]) -> int:
    return sum(map(len, songs.values()))
