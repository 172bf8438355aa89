"""A model of one source type: feature vectors in, shares of honest plays and scores out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kernel.events.flags import Contribution
from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import Feature
from stream_processors.fraud.models.calibration import Calibration, score_of, tail_of
from stream_processors.fraud.models.loda import Loda
from stream_processors.fraud.models.robust import Robust
from stream_processors.fraud.models.shares import shares
from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.models.trees import Trees

BLOCK = 256
"""Rows taken together: the working arrays, some 200 values a row, then fit into a core's own cache."""

TOP = 3
"""Features named for a play."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One entry a row.

    `tail`, in (0, 1]: the share of honest plays that look at least as odd; small is odd. `score`, in [0, 1): the same
    for ranking, 0 for the most ordinary.
    """

    tail: Floats
    score: Floats


@dataclass(frozen=True, slots=True)
class Part:
    """One way of scoring, its own calibration, and its weight among the others."""

    calibration: Calibration
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """What judges the plays of one source type. Reads only, so that any thread may ask it.

    `features`: in the order of a vector; `ranges` [2, width]: what is normal, 1 % to 99 % of honest plays.
    `manifest`: how it was trained.
    """

    version: str
    source_type: SourceType
    features: tuple[Feature, ...]
    ranges: Floats
    robust: Robust
    loda: Loda
    far: Part
    odd: Part
    trees: Trees | None
    learned: Part | None
    combined: Calibration
    manifest: Mapping[str, Any]

    def scores(self, x: ArrayLike) -> Scored:
        """Scores vectors [rows, width]. The same row gives the same bits in any company. ValueError on another width.

        A value that is not finite is not known, and counts as ordinary.
        """
        rows = self._rows(x)
        bits = np.empty(len(rows))
        for start in range(0, len(rows), BLOCK):
            bits[start : start + BLOCK] = self._bits(np.ascontiguousarray(rows[start : start + BLOCK].T))
        return Scored(tail_of(bits), score_of(bits))

    def contributions(self, row: ArrayLike | Sequence[float]) -> tuple[Contribution, ...]:
        """The features that make a vector [width] odd, the most important first, TOP at most, in their units."""
        vector = self._rows([row])[0]
        found = np.where(np.isfinite(vector), shares(self, vector), 0.0).tolist()
        order = sorted(range(len(found)), key=lambda number: (-found[number], number))[:TOP]
        return tuple(self._contribution(vector, number, found[number]) for number in order if found[number] > 0.0)

    def _contribution(self, vector: Floats, number: int, share: float) -> Contribution:
        feature = self.features[number]
        value, low, high = (feature.natural(float(each)) for each in (vector[number], *self.ranges[:, number]))
        return Contribution(feature=feature.name, value=value, low=low, high=high, weight=round(share, 4))

    def _rows(self, x: ArrayLike | Sequence[ArrayLike | Sequence[float]]) -> Floats:
        rows = np.asarray(x, dtype=np.float64)
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            raise ValueError(f"the model {self.version} takes rows of {len(self.features)} features, not {rows.shape}")
        return rows

    def _bits(self, columns: Floats) -> Floats:
        squeezed = self.robust.squeezed(columns)
        bits = self.far.calibration.read(self.robust.scores(squeezed))
        bits *= self.far.weight
        odd = self.odd.calibration.read(self.loda.scores(self.robust.weighted(squeezed)))
        odd *= self.odd.weight
        bits += odd
        if self.trees is not None and self.learned is not None:
            learned = self.learned.calibration.read(self.trees.margins(self.robust.known(columns)))
            learned *= self.learned.weight
            bits += learned
        return self.combined.read(bits)
