"""An unchanging part of the index: some songs' items, and where each key occurs in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import Items
from fingerprinting.lookup.postings import Postings
from kernel.ids import SongId

KEY_BITS = 20
"""Two items meet when their top 20 bits are equal. Above some 30,000 songs 24 would keep the lists short."""

SIDE_BITS = 16
"""Two items may be near each other when their 16 sides are equal."""

_SHIFT = np.uint32(32 - KEY_BITS)


def keys(items: Items) -> NDArray[np.int64]:
    """The key of each item in the exact stage."""
    return (items >> _SHIFT).astype(np.int64)


def sides(items: Items) -> NDArray[np.int64]:
    """The key of each item in the Hamming stage: the upper bit of each of its 16 classifiers.

    A classifier's two bits are a Gray code of four levels: the upper one says on which side of the middle its value
    lies, the lower one whether it lies far out. Noise turns a side half as often as it turns a lower bit.
    """
    side = (items >> np.uint32(1)) & np.uint32(0x55555555)
    for shift, mask in ((1, 0x33333333), (2, 0x0F0F0F0F), (4, 0x00FF00FF), (8, 0x0000FFFF)):
        side = (side | side >> np.uint32(shift)) & np.uint32(mask)
    return side.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Segment:
    """Songs one after the other.

    `items` holds all their items, song n from `starts[n]` to `starts[n + 1]`. `by_key` and `by_sides` say where in
    `items` each key of the two stages occurs.
    """

    songs: tuple[SongId, ...]
    items: Items
    starts: NDArray[np.int64]
    by_key: Postings
    by_sides: Postings

    @classmethod
    def build(cls, songs: Mapping[SongId, Items]) -> Self:
        """A segment of these songs (2^32 items at most), in the order of their ids."""
        ids = tuple(sorted(songs))
        parts = [songs[song] for song in ids]
        items = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        starts = np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype(np.int64)
        by_key, by_sides = Postings.build(keys(items), KEY_BITS), Postings.build(sides(items), SIDE_BITS)
        return cls(ids, items, starts, by_key, by_sides)

    def items_of(self, number: int) -> Items:
        """The items of song `number` of this segment."""
        return self.items[self.starts[number] : self.starts[number + 1]]
