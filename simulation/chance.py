"""Random generators by name, and the ranges from which attacks draw their ways."""

from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def generator(seed: int, *key: str | int) -> Generator:
    """The generator of a seed (from 0) and a key: independent of those of all other keys, the same at every run."""
    numbers = [crc32(part.encode()) if isinstance(part, str) else part + 1 for part in key]
    return Generator(PCG64(SeedSequence([seed, *numbers])))


class Ways:
    """How an attack goes about it: each named quantity is drawn from a part of its range that the variant chooses.

    The part is half as wide as the range and lies somewhere in it, by variant and name: thresholds chosen on one
    variant meet other quantities in another.
    """

    def __init__(self, random: Generator, attack: str, variant: int) -> None:
        self._random = random
        self._attack = attack
        self._variant = variant

    def between(self, name: str, low: float, high: float) -> float:
        place = generator(self._variant, "ways", self._attack, name).random()
        begin = low + place * (high - low) / 2
        return float(begin + self._random.random() * (high - low) / 2)

    def count(self, name: str, low: int, high: int) -> int:
        """A whole number; `high` can be reached."""
        return min(int(self.between(name, low, high + 1)), high)
