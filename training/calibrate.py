"""Fits the curve from raw scores to the share of honest plays that look at least as odd."""

import numpy as np

from stream_processors.fraud.models.calibration import Calibration, tail_of
from stream_processors.fraud.models.sums import Floats

STEP_BITS = 0.25
FEWEST = 20
"""Rows beyond the last quantile that is read off the rows themselves; from there on the tail is extrapolated."""
LEAST_GAP = 1e-9
"""Between two raw scores of the curve, as a part of the largest."""
TAIL_SHARE = 0.05
"""The part of the rows, the oddest, whose mean excess tells how fast the tail falls off."""


def calibration_of(raw: Floats) -> Calibration:
    """The curve of clean rows' raw scores: their quantiles, and beyond them an exponential tail.

    An exponential tail is the limit of excesses for light-tailed scores (the generalised Pareto distribution with
    shape 0; Pickands 1975); its rate is one over the mean excess. ValueError for fewer than 2 * FEWEST rows.
    """
    if len(raw) < 2 * FEWEST:
        raise ValueError(f"a calibration needs {2 * FEWEST} rows, not {len(raw)}")
    deepest = np.log2(len(raw) / FEWEST)
    bits = np.arange(0.0, deepest, STEP_BITS)
    at = np.quantile(raw, 1.0 - tail_of(bits))
    kept = _apart(at)
    return Calibration(at[kept], bits[kept], _rate(raw))


def _apart(at: Floats) -> list[int]:
    """The first of the quantiles that are all but the same; of the same rows the largest share is true."""
    least = _least_gap(at)
    kept = [0]
    for number in range(1, len(at)):
        if at[number] - at[kept[-1]] > least:
            kept.append(number)
    return kept


def _rate(raw: Floats) -> float:
    """Bits a unit of raw score in the tail."""
    start = float(np.quantile(raw, 1.0 - max(TAIL_SHARE, FEWEST / len(raw))))
    excess = raw[raw > start] - start
    mean = float(excess.mean()) if len(excess) else 0.0
    return float(1.0 / (max(mean, _least_gap(raw)) * np.log(2.0)))


def _least_gap(raw: Floats) -> float:
    return LEAST_GAP * max(1.0, float(np.abs(raw).max()))
