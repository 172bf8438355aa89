"""Where each key occurs in a row of items: compressed sparse rows."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Postings:
    """`positions` sorted by key, those of key k from `pointers[k]` to `pointers[k + 1]`."""

    pointers: NDArray[np.int64]
    positions: NDArray[np.uint32]

    @classmethod
    def build(cls, keys: NDArray[np.int64], bits: int) -> Self:
        """Of the keys, 2^32 at most, of so many bits each, in the order of their positions."""
        by_key = np.sort((keys.astype(np.uint64) << np.uint64(32)) | np.arange(len(keys), dtype=np.uint64))
        pointers = np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=1 << bits)))).astype(np.int64)
        return cls(pointers, by_key.astype(np.uint32))

    def count(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """How often each key occurs."""
        return self.pointers[keys + 1] - self.pointers[keys]

    def find(self, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every occurrence of every key: which of the keys it is, and its position."""
        count = self.count(keys)
        begins = np.cumsum(count) - count
        which = np.repeat(np.arange(len(keys)), count)
        places = np.arange(len(which)) + np.repeat(self.pointers[keys] - begins, count)
        return which, self.positions[places].astype(np.int64)
