"""The fingerprints of a batch, one after the other, so that numpy handles them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import Items
from fingerprinting.lookup.postings import Keys

MAX_ITEMS = 1_024
"""Two minutes: of a longer fingerprint the beginning is searched. A power of two."""

NOVELTY_FLOOR = 0.15
NOVELTY_FULL_BITS = 6
"""An item that differs by six bits or more from the one before counts fully; one that stands still, by the floor."""


@dataclass(frozen=True, slots=True)
class Queries:
    """`items` of all queries; of each its query's `number`, its `place` in the query and its `weight`.

    `starts` and `lengths` are the queries' own.
    """

    items: Items
    number: NDArray[np.int64]
    place: NDArray[np.int64]
    weight: NDArray[np.float64]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, fingerprints: Sequence[Items]) -> Self:
        """The batch's fingerprints, each cut to MAX_ITEMS."""
        parts = [items[:MAX_ITEMS] for items in fingerprints]
        lengths = np.array([len(part) for part in parts], np.int64)
        starts = np.cumsum(lengths) - lengths
        items = np.concatenate(parts) if parts else np.empty(0, np.uint32)
        place = np.arange(len(items)) - np.repeat(starts, lengths)
        return cls(items, np.repeat(np.arange(len(parts)), lengths), place, novelty(items, place), starts, lengths)

    def repeated(self, keys: Keys) -> NDArray[np.bool_]:
        """Which items have the same of these keys as the item before them in their query.

        They do not vote: what stands still would vote for everything that does.
        """
        same = np.zeros(len(keys), bool)
        same[1:] = (keys[1:] == keys[:-1]) & (self.place[1:] > 0)
        return same

    @property
    def evidence(self) -> NDArray[np.float64]:
        """The sum of each query's weights."""
        return np.bincount(self.number, self.weight, minlength=len(self.lengths)).astype(np.float64, copy=False)


def novelty(items: Items, place: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much each item says, by its `place` in its query: held sounds match everything that is held."""
    changed = np.zeros(len(items))
    changed[1:] = np.bitwise_count(items[1:] ^ items[:-1])
    changed[place == 0] = 0
    return NOVELTY_FLOOR + (1 - NOVELTY_FLOOR) * np.minimum(changed, NOVELTY_FULL_BITS) / NOVELTY_FULL_BITS
