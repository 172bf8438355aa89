"""An unchanging part of the index: some songs' items, and where each key occurs in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import Items
from kernel.ids import SongId

KEY_BITS = 20
"""Two items meet when their top 20 bits are equal. Above some 30,000 songs 24 would keep the lists short."""

_SHIFT = np.uint32(32 - KEY_BITS)


def keys(items: Items) -> NDArray[np.int64]:
    """The key of each item."""
    return (items >> _SHIFT).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Segment:
    """Songs one after the other.

    `items` holds all their items, song n from `starts[n]` to `starts[n + 1]`. `postings` are positions in `items`
    sorted by key, those of key k from `pointers[k]` to `pointers[k + 1]`.
    """

    songs: tuple[SongId, ...]
    items: Items
    starts: NDArray[np.int64]
    postings: NDArray[np.uint32]
    pointers: NDArray[np.int64]

    @classmethod
    def build(cls, songs: Mapping[SongId, Items]) -> Self:
        """A segment of these songs (2^32 items at most), in the order of their ids."""
        ids = tuple(sorted(songs))
        parts = [songs[song] for song in ids]
        items = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        starts = np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype(np.int64)
        key = keys(items)
        by_key = np.sort((key.astype(np.uint64) << np.uint64(32)) | np.arange(len(items), dtype=np.uint64))
        pointers = np.concatenate(([0], np.cumsum(np.bincount(key, minlength=1 << KEY_BITS)))).astype(np.int64)
        return cls(ids, items, starts, by_key.astype(np.uint32), pointers)

    def items_of(self, number: int) -> Items:
        """The items of song `number` of this segment."""
        return self.items[self.starts[number] : self.starts[number + 1]]
