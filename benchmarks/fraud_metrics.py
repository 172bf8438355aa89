"""The figures that a ranking of plays by suspicion is judged by.

Scores rank: the higher, the more suspicious. Equal scores are one step of the ranking, so that no order within them can
flatter. Shares are 0 to 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student
from sklearn.metrics import average_precision_score

FALSE_POSITIVES = 0.01
"""The share of honest plays at which recall is told."""

CONFIDENCE = 0.95

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over seeds, and half the width of its 95 % interval by Student's t; NaN for one seed."""

    mean: float
    half: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ± {self.half:.3f}"


def average_precision(honest: Vector, fraud: Sequence[Vector], share: float) -> float:
    """Precision averaged over recall, all plays ranked together; `share` for a ranking by chance.

    `fraud` is by attack. Plays weigh so that all attacks together are this share of all plays, each an equal
    part of it, whatever the simulator made: precision means nothing without saying how much fraud there is.
    """
    known = [scores for scores in fraud if len(scores)]
    part = share / (1 - share) * len(honest) / len(known)
    weights = [np.ones(len(honest)), *(np.full(len(scores), part / len(scores)) for scores in known)]
    truth = np.concatenate([np.zeros(len(honest)), np.ones(sum(map(len, known)))])
    ranked = np.concatenate([honest, *known])
    return float(average_precision_score(truth, ranked, sample_weight=np.concatenate(weights)))


def threshold(honest: Vector, share: float = FALSE_POSITIVES) -> float:
    """The lowest score above which at most this share of the honest plays lies."""
    allowed = int(share * len(honest))
    return float(np.partition(honest, len(honest) - 1 - allowed)[len(honest) - 1 - allowed])


def share_above(scores: Vector, limit: float) -> float:
    """The share of scores above a threshold; NaN without scores."""
    return float(np.mean(scores > limit)) if len(scores) else float("nan")


def interval(values: Sequence[float]) -> Interval:
    """Over the seeds that have a figure: a seed without plays of a kind has none."""
    known = [value for value in values if not np.isnan(value)]
    if len(known) < 2:
        return Interval(known[0] if known else float("nan"), float("nan"))
    spread = float(np.std(known, ddof=1)) / sqrt(len(known))
    return Interval(float(np.mean(known)), float(student.ppf((1 + CONFIDENCE) / 2, len(known) - 1)) * spread)
