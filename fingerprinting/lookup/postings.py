"""Where each key occurs in a row of items: compressed sparse rows."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]

_COUNTED_AT_ONCE = 1 << 24


@dataclass(frozen=True, slots=True)
class Postings:
    """`positions` sorted by key, those of key k from `pointers[k]` to `pointers[k + 1]`."""

    pointers: NDArray[np.uint32]
    positions: NDArray[np.uint32]

    @classmethod
    def build(cls, keys: Keys, bits: int) -> Self:
        """Of the keys, fewer than 2^32, of so many bits each, in the order of their positions.

        Takes 16 bytes a key meanwhile.
        """
        by_key = keys.astype(np.uint64)
        by_key <<= np.uint64(32)
        by_key |= np.arange(len(keys), dtype=np.uint32)
        by_key.sort()
        positions = by_key.astype(np.uint32)
        pointers = np.zeros((1 << bits) + 1, np.uint32)
        for begin in range(0, len(keys), _COUNTED_AT_ONCE):
            part = keys[begin : begin + _COUNTED_AT_ONCE]
            pointers[1:] += np.bincount(part, minlength=1 << bits).astype(np.uint32)
        return cls(np.cumsum(pointers, dtype=np.uint32), positions)

    @property
    def bits(self) -> int:
        """Of each key."""
        return len(self.pointers).bit_length() - 1

    def count(self, keys: Keys, left_out: int = 0) -> NDArray[np.int64]:
        """How often each key occurs; of shorter keys the lower bits were left out, so many."""
        begins, ends = self._rows(keys, left_out)
        return ends - begins

    def find(self, keys: Keys, left_out: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every occurrence of every key: which of the keys it is, and its position."""
        which, places = self.places(keys, left_out)
        return which, self.positions[places].astype(np.int64)

    def places(self, keys: Keys, left_out: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same, but where in `positions` its position stands."""
        begins, ends = self._rows(keys, left_out)
        count = ends - begins
        before = np.cumsum(count) - count
        which = np.repeat(np.arange(len(keys)), count)
        return which, np.arange(len(which)) + np.repeat(begins - before, count)

    def _rows(self, keys: Keys, left_out: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        first = keys.astype(np.int64) << left_out
        return self.pointers[first].astype(np.int64), self.pointers[first + (1 << left_out)].astype(np.int64)
