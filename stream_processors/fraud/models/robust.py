"""Features on one scale, robustly, and the score of those that lie far out on their suspicious side."""

from dataclasses import dataclass, field

import numpy as np

from stream_processors.fraud.models.sums import Floats, fold

BEND = 6.0
"""Robust deviations at which a squeezed feature is half of what it would be: far values stay in order, within bounds,
so that one of them does not stretch a histogram over its whole range."""

FLOOR = 1.2
"""Robust deviations below which a feature counts as ordinary: about one honest value in nine lies further out."""
SQUEEZED_FLOOR = FLOOR / (1.0 + FLOOR / BEND)

HARMLESS = 0.25
"""What a deviation to the side that is not suspicious counts beside one to the other."""


@dataclass(frozen=True, slots=True)
class Robust:
    """Each feature's middle, its two deviations, one each side, and its weight, all [width].

    `above` and `below` are median absolute deviations of the values on that side, as standard deviations of a normal
    distribution. `high` and `low` are 1 where that side is suspicious, else 0.
    """

    center: Floats
    above: Floats
    below: Floats
    high: Floats
    low: Floats
    weight: Floats
    _column: tuple[Floats, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rise = self.weight * np.maximum(self.high, HARMLESS)
        fall = self.weight * np.maximum(self.low, HARMLESS)
        columns = (self.center, 1.0 / self.above, 1.0 / self.below, self.high, -self.low, self.weight, rise, fall)
        object.__setattr__(self, "_column", tuple(np.ascontiguousarray(each)[:, None] for each in columns))

    def known(self, rows: Floats) -> Floats:
        """[width, rows], with the middle in place of what is not finite."""
        return np.where(np.isfinite(rows), rows, self._column[0])

    def squeezed(self, rows: Floats) -> Floats:
        """[width, rows], between -BEND and BEND; what is not finite is not known, and counts as the middle."""
        center, per_above, per_below, *_ = self._column
        away = self.known(rows)
        away -= center
        away *= np.where(away > 0.0, per_above, per_below)
        bent = np.abs(away)
        bent *= 1.0 / BEND
        bent += 1.0
        away /= bent
        return away

    def weighted(self, squeezed: Floats) -> Floats:
        """What the histograms look at: squeezed features by their weights, less to their harmless side."""
        *_, rise, fall = self._column
        return squeezed * np.where(squeezed > 0.0, rise, fall)

    def excess(self, squeezed: Floats) -> Floats:
        """What each feature adds to the score of each row, from 0: [width, rows] -> [width, rows]."""
        _, _, _, high, low, weight, _, _ = self._column
        out = np.maximum(squeezed * high, squeezed * low)
        out -= SQUEEZED_FLOOR
        np.maximum(out, 0.0, out=out)
        out *= out
        out *= weight
        return out

    def scores(self, squeezed: Floats) -> Floats:
        """[width, rows] -> [rows]."""
        return fold(self.excess(squeezed))
