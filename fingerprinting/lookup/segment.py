"""An unchanging part of the index: some songs' items, and where each key occurs in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import Items
from fingerprinting.lookup.postings import Keys, Postings
from kernel.ids import SongId

KEY_BITS = 20
"""Two items meet when so many of their upper bits are equal."""

FINE_KEY_BITS = 24
"""The same among many songs, so that the lists of those that meet stay short."""

FINE_ITEMS = 1 << 25
"""From so many items on, of 22,000 songs, a segment is sorted by the longer key."""

SIDE_BITS = 16
"""Two items may be near each other when their 16 sides are equal."""


def keys(items: Items, bits: int) -> Keys:
    """The key of each item in the exact stage."""
    return items >> np.uint32(32 - bits)


def sides(items: Items) -> Keys:
    """The key of each item in the Hamming stage: the upper bit of each of its 16 classifiers.

    A classifier's two bits are a Gray code of four levels: the upper one says on which side of the middle its value
    lies, the lower one whether it lies far out. Noise turns a side half as often as it turns a lower bit.
    """
    return _every_second(items >> np.uint32(1))


def lows(items: Items) -> NDArray[np.uint16]:
    """The lower bit of each of an item's 16 classifiers, in which items of equal sides may differ."""
    return _every_second(items).astype(np.uint16)


def _every_second(items: Items) -> Keys:
    """Bits 0, 2, 4 … 30 as 16 bits."""
    bits = items & np.uint32(0x55555555)
    for shift, mask in ((1, 0x33333333), (2, 0x0F0F0F0F), (4, 0x00FF00FF), (8, 0x0000FFFF)):
        bits = (bits | bits >> np.uint32(shift)) & np.uint32(mask)
    return bits


@dataclass(frozen=True, slots=True)
class Segment:
    """Songs one after the other.

    `items` holds all their items, song n from `starts[n]` to `starts[n + 1]`. `by_key` and `by_sides` say where in
    `items` each key of the two stages occurs; `side_lows` are the lower bits of the latter's items, in its order.
    """

    songs: tuple[SongId, ...]
    items: Items
    starts: NDArray[np.int64]
    by_key: Postings
    by_sides: Postings
    side_lows: NDArray[np.uint16]

    @classmethod
    def build(cls, songs: Mapping[SongId, Items]) -> Self:
        """A segment of these songs (2^32 items at most), in the order of their ids."""
        ids = tuple(sorted(songs))
        parts = [songs[song] for song in ids]
        items = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        starts = np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype(np.int64)
        bits = KEY_BITS if len(items) < FINE_ITEMS else FINE_KEY_BITS
        by_key, by_sides = Postings.build(keys(items, bits), bits), Postings.build(sides(items), SIDE_BITS)
        return cls(ids, items, starts, by_key, by_sides, lows(items)[by_sides.positions])

    def count(self, items: Items, bits: int) -> NDArray[np.int64]:
        """How many items of the segment have the key of each of these, whichever of the two lengths it is of."""
        if bits > self.by_key.bits:
            which, _ = self.find(items, bits)
            return np.bincount(which, minlength=len(items))
        return self.by_key.count(keys(items, bits), self.by_key.bits - bits)

    def find(self, items: Items, bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every item that has the key of one of these: which of them it is, and its position."""
        sorted_by = self.by_key.bits
        if bits <= sorted_by:
            return self.by_key.find(keys(items, bits), sorted_by - bits)
        which, position = self.by_key.find(keys(items, sorted_by))
        same = keys(self.items[position], bits) == keys(items[which], bits)
        return which[same], position[same]

    def items_of(self, number: int) -> Items:
        """The items of song `number` of this segment."""
        return self.items[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True)
class Gone:
    """The items of a segment's songs that are there no more, and their sides, both in rising order: what they add to
    the segment's counts does not count, so that no search depends on what was once there."""

    items: Items
    sides: Keys

    @classmethod
    def of(cls, parts: Sequence[Items]) -> Self:
        """Of songs with these items."""
        items = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        return cls(np.sort(items), np.sort(sides(items)))

    def count(self, items: Items, bits: int) -> NDArray[np.int64]:
        """How many have the key, of so many bits, of each of these."""
        rest = np.uint32((1 << (32 - bits)) - 1)
        return _between(self.items, items & ~rest, items | rest)

    def count_sides(self, sides: Keys) -> NDArray[np.int64]:
        """How many have each of these sides."""
        return _between(self.sides, sides, sides)


def _between(ordered: NDArray[np.uint32], least: NDArray[np.uint32], most: NDArray[np.uint32]) -> NDArray[np.int64]:
    return np.searchsorted(ordered, most, side="right") - np.searchsorted(ordered, least)
