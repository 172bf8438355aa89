"""Which features make a row odd."""

from typing import TYPE_CHECKING

import numpy as np

from stream_processors.fraud.models.loda import Loda
from stream_processors.fraud.models.sums import Floats, fold

if TYPE_CHECKING:
    from stream_processors.fraud.models.scoring import Scorer


def shares(scorer: "Scorer", vector: Floats) -> Floats:
    """Each feature's part in a row's oddness [width], 0 to 1, all together 1; all 0 where nothing is odd.

    Each way of scoring divides its own bits among the features: by their excess, by LODA's comparison, and by their
    steps along the trees' paths.
    """
    column = scorer.robust.known(vector[:, None])
    squeezed = scorer.robust.squeezed(column)
    excess = scorer.robust.excess(squeezed)[:, 0]
    total = _bits(scorer.far.calibration.read(fold(excess[:, None].copy())), scorer.far.weight) * _divided(excess)
    terms = scorer.loda.terms(scorer.robust.weighted(squeezed))[:, 0]
    odd = _bits(scorer.odd.calibration.read(fold(terms[:, None].copy())), scorer.odd.weight)
    total += odd * _divided(compared(scorer.loda, terms, len(vector)))
    if scorer.trees is not None and scorer.learned is not None:
        learned = _bits(scorer.learned.calibration.read(scorer.trees.margins(column)), scorer.learned.weight)
        total += learned * _divided(scorer.trees.parts(column))
    return _divided(total)


def compared(loda: Loda, terms: Floats, width: int) -> Floats:
    """How much more the projections with a feature find a row odd than those without, in standard errors [width].

    `terms` [cuts] are what the projections add to the row's score; Pevny 2016, section 3.3. No fewer than 0.
    """
    uses = np.zeros((len(terms), width, 1))
    for index, weight in zip(loda.index, loda.weight, strict=True):
        uses[np.arange(len(terms)), index, 0] += weight != 0.0
    with_mean, with_error = _mean_and_error(terms, np.minimum(uses, 1.0))
    without_mean, without_error = _mean_and_error(terms, 1.0 - np.minimum(uses, 1.0))
    error = np.sqrt(with_error + without_error)
    more = np.maximum(with_mean - without_mean, 0.0)
    return np.divide(more, error, out=np.zeros(width), where=error > 0.0)


def _mean_and_error(terms: Floats, uses: Floats) -> tuple[Floats, Floats]:
    """Mean, and variance of the mean, of the terms that count [cuts, width, 1]; both 0 for fewer than two."""
    count = fold(uses.copy())[:, 0]
    some = np.maximum(count, 2.0)
    values = terms[:, None, None]
    mean = fold(values * uses)[:, 0] / some
    spread = fold((values - mean[None, :, None]) ** 2 * uses)[:, 0] / (some - 1.0)
    enough = count >= 2.0
    return np.where(enough, mean, 0.0), np.where(enough, spread / some, 0.0)


def _bits(read: Floats, weight: float) -> float:
    return float(read[0]) * weight


def _divided(parts: Floats) -> Floats:
    """Parts that add up to 1; those below 0 take no part."""
    kept = np.maximum(parts, 0.0)
    total = float(fold(kept.copy()[:, None])[0])
    return kept / total if total > 0.0 else np.zeros(len(kept))
