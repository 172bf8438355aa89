"""A sample of rows of bounded size, from a stream of any length."""

import numpy as np
from numpy.typing import NDArray

from stream_processors.fraud.features.names import WIDTH
from stream_processors.fraud.models.sums import Floats

SLACK = 2
"""How many times the rows that are wanted may be held before they are thinned out."""


class Reservoir:
    """At most `most` rows by chance, with a label, a source and a moment each; reviewed rows before all others.

    A row's chance falls with the rows that its source gave before, unless the chances are `even`; sampling by keys
    u ** (1 / weight) is that of Efraimidis and Spirakis (2006). The same rows in the same order give the same sample.
    """

    def __init__(self, most: int, seed: int, *, even: bool = False) -> None:
        self._most = most
        self._even = even
        self._chance = np.random.default_rng(seed)
        self._rows = np.empty((SLACK * most, WIDTH))
        self._told = np.empty((SLACK * most, 4))
        self._count = 0
        self._seen: dict[int, int] = {}

    def add(self, row: Floats, label: float, source: int, at: float) -> None:
        before = self._seen.get(source, 0) + 1
        self._seen[source] = before
        chance = float(self._chance.random())
        key = chance if self._even else chance**before
        if label == label:  # reviewed
            key += 1.0
        if self._count == len(self._rows):
            self._thin()
        self._rows[self._count] = row
        self._told[self._count] = key, label, source, at
        self._count += 1

    def rows(self) -> tuple[Floats, Floats, NDArray[np.int64], Floats]:
        """Rows, labels, sources and moments, in the order in which they came."""
        if self._count > self._most:
            self._thin()
        told = self._told[: self._count]
        return self._rows[: self._count].copy(), told[:, 1].copy(), told[:, 2].astype(np.int64), told[:, 3].copy()

    def _thin(self) -> None:
        best = np.sort(np.argsort(-self._told[: self._count, 0], kind="stable")[: self._most])
        self._rows[: len(best)] = self._rows[best]
        self._told[: len(best)] = self._told[best]
        self._count = len(best)
