"""PyOD's LODA, trained here and exported to the arrays that the workers score with."""

import numpy as np
from pyod.models.loda import LODA

from stream_processors.fraud.models.loda import Loda
from stream_processors.fraud.models.sums import Floats

CUTS = 200
BINS = 50


def train(rows: Floats, seed: int, cuts: int = CUTS, bins: int = BINS) -> LODA:
    """The detector of rows [rows, width]; the same seed and rows give the same detector."""
    return LODA(n_bins=bins, n_random_cuts=cuts, random_state=seed).fit(rows)


def export(detector: LODA) -> Loda:
    """Its arrays. What they score equals the detector's decision function (a test holds it to 1e-9).

    PyOD looks up a projection among the first bins - 1 edges of its histogram, the lowest edge included; so does this.
    """
    projections = np.asarray(detector.projections_)
    used = int(np.count_nonzero(projections, axis=1).max())
    index = np.sort(np.argsort(projections == 0.0, axis=1, kind="stable")[:, :used], axis=1)
    cuts = len(projections)
    return Loda(
        index=np.ascontiguousarray(index.T, dtype=np.int64),
        weight=np.ascontiguousarray(np.take_along_axis(projections, index, axis=1).T),
        edges=np.ascontiguousarray(detector.limits_[:, : detector.n_bins - 1]),
        values=-np.log(detector.histograms_) / cuts**2,
    )
