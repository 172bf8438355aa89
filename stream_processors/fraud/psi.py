"""The population stability index: how far the spread of a figure has moved from what a model was trained on.

PSI = sum over bins of (now - then) * ln(now / then), with the shares of the figure's values in each bin: the
symmetrised Kullback-Leibler divergence. Credit scoring reads it so: under 0.1 nothing moved, over 0.25 the population
is another one (N. Siddiqi, Credit Risk Scorecards, Wiley 2006, chapter 8).
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

BINS = 10
"""Bins of a reference, each with a tenth of its values as far as these are not all the same: the usual number."""

LEAST_SHARE = 1e-3
"""What an empty bin counts as, since the logarithm of nothing has no end. One bin that empties or fills by a tenth of
all values then gives 0.46, well past the usual limit."""

Vector = NDArray[np.float64]


class Reference(msgspec.Struct, frozen=True):
    """The inner edges of the bins, rising, and the share of the values in each bin: one more than there are edges.

    A value that equals an edge lies in the bin above it.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]


def reference(values: Vector) -> Reference:
    """The bins of a figure, by its deciles. ValueError without values."""
    if not len(values):
        raise ValueError("a reference needs values")
    deciles = np.unique(np.quantile(values, np.arange(1, BINS) / BINS))
    edges = deciles[deciles > values.min()]
    counts = np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)
    return Reference(tuple(edges.tolist()), tuple((counts / len(values)).tolist()))


def psi(then: Sequence[float], now: Sequence[float] | Vector) -> float:
    """The index of two lists of shares over the same bins; 0 where they are the same, never negative."""
    before = np.maximum(np.asarray(then, dtype=np.float64), LEAST_SHARE)
    after = np.maximum(np.asarray(now, dtype=np.float64), LEAST_SHARE)
    return float(np.sum((after - before) * np.log(after / before)))
