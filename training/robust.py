"""Medians and median absolute deviations of the features."""

from collections.abc import Sequence

import numpy as np

from stream_processors.fraud.features.names import Feature
from stream_processors.fraud.models.robust import Robust
from stream_processors.fraud.models.sums import Floats
from training.weights import weight_of

NORMAL = 1.4826
"""A normal distribution's standard deviation in median absolute deviations."""
LEAST_SHARE = 0.1
OUTER = 0.95
"""A feature that is nearly always the same deviates hardly at all; its deviation is then taken to be this part of its
OUTER quantile: one that a few fraudulent rows among those that are learned from do not move."""


def robust_of(rows: Floats, features: Sequence[Feature]) -> Robust:
    """The scales of clean rows [rows, width], each side of the median by itself, since most features are skewed."""
    center = np.median(rows, axis=0)
    return Robust(
        center=center,
        above=np.array([_deviation(column - middle) for column, middle in zip(rows.T, center, strict=True)]),
        below=np.array([_deviation(middle - column) for column, middle in zip(rows.T, center, strict=True)]),
        high=np.array([float(feature.risk in ("high", "both")) for feature in features]),
        low=np.array([float(feature.risk in ("low", "both")) for feature in features]),
        weight=np.array([weight_of(feature.name) for feature in features]),
    )


def _deviation(away: Floats) -> float:
    """Of the values on one side of the median; 1 where there are none."""
    side = away[away > 0.0]
    if not len(side):
        return 1.0
    return NORMAL * max(float(np.median(side)), LEAST_SHARE * float(np.quantile(side, OUTER)))
