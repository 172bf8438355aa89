"""Leaves out training rows that may be fraud that no rule caught."""

import numpy as np
from numpy.typing import NDArray

from stream_processors.fraud.models.sums import Floats

Mask = NDArray[np.bool_]

BODY = (0.4, 0.8)
"""The quantiles between which rows are taken for genuine; how oddness falls off there says what to expect beyond."""
LEAST = 0.02
MOST = 0.15
"""The part that is left out at least and at most: fraud is thought to be 2 % of plays, and 10 % must be survived."""


def kept(raw: Floats, sources: NDArray[np.int64]) -> Mask:
    """The rows to learn from, given their raw scores [kinds, rows]; a source's rows are judged by their mean.

    Each kind of score is measured by its own body, so that rows that are odd in any of them stand out.
    """
    start, end = np.quantile(raw, BODY, axis=1)
    scale = np.where(end > start, end - start, 1.0)
    oddness = _by_source(((raw - start[:, None]) / scale[:, None]).sum(axis=0), sources)
    return oddness <= np.quantile(oddness, 1.0 - excess(oddness))


def excess(oddness: Floats) -> float:
    """The share of rows beyond what an exponential tail would hold, between LEAST and MOST."""
    start, end = np.quantile(oddness, BODY)
    outside = 1.0 - BODY[1]
    if end <= start:
        return LEAST
    scale = (end - start) / np.log((1.0 - BODY[0]) / outside)
    beyond = np.sort(oddness[oddness > end])[::-1]
    if not len(beyond):
        return LEAST
    held = np.arange(1, len(beyond) + 1) / len(oddness)
    expected = outside * np.exp(-(beyond - end) / scale)
    return float(np.clip((held - expected).max(), LEAST, MOST))


def _by_source(oddness: Floats, sources: NDArray[np.int64]) -> Floats:
    _, number = np.unique(sources, return_inverse=True)
    mean: Floats = np.bincount(number, weights=oddness) / np.bincount(number)
    return mean[number]
