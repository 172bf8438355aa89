"""LODA's score from its arrays: sparse projections, one histogram each (Pevny 2016, doi:10.1007/s10994-015-5521-0)."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stream_processors.fraud.models.sums import Floats, fold

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Loda:
    """`cuts` projections of `terms` features each.

    `index` [terms, cuts]: which features; `weight` [terms, cuts]: times what; `edges` [cuts, bins - 1]: the first edges
    of each histogram, evenly spaced; `values` [cuts, bins]: what a projection in that bin adds to the score, which is
    -log(density) over the square of the number of cuts, as in PyOD.
    """

    index: Ints
    weight: Floats
    edges: Floats
    values: Floats
    _low: Floats = field(init=False, repr=False)
    _per_unit: Floats = field(init=False, repr=False)
    _offset: Ints = field(init=False, repr=False)
    _upper: Floats = field(init=False, repr=False)
    _flat: Floats = field(init=False, repr=False)
    _first: Ints = field(init=False, repr=False)
    _factor: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        cuts, bins = self.values.shape
        spread = self.edges[:, -1] - self.edges[:, 0]
        put = object.__setattr__
        put(self, "_low", self.edges[:, :1].copy())
        put(self, "_per_unit", ((bins - 2) / spread)[:, None])
        put(self, "_offset", (np.arange(cuts, dtype=np.int64) * bins)[:, None])
        put(self, "_upper", np.concatenate([self.edges, np.full((cuts, 1), np.inf)], axis=1).ravel())
        put(self, "_flat", self.values.ravel())
        put(self, "_first", np.ascontiguousarray(self.index))
        put(self, "_factor", np.ascontiguousarray(self.weight)[:, :, None])

    def terms(self, features: Floats) -> Floats:
        """What each projection adds to the score of each row: [width, rows] -> [cuts, rows]."""
        place = features.take(self._first[0], axis=0)
        place *= self._factor[0]
        for index, factor in zip(self._first[1:], self._factor[1:], strict=True):
            product = features.take(index, axis=0)
            product *= factor
            place += product
        return self._flat.take(self._bins(place))

    def scores(self, features: Floats) -> Floats:
        """PyOD's decision function: [width, rows] -> [rows]."""
        return fold(self.terms(features))

    def _bins(self, place: Floats) -> Ints:
        """The bin of each projection, among all projections' bins: how many of the edges lie below it.

        The edges are evenly spaced, so that the nearest one is calculated; a comparison with it decides, which makes
        the bin exact: that of a search in the edges.
        """
        near = place - self._low
        near *= self._per_unit
        np.clip(near, 0.0, self.values.shape[1] - 1.0, out=near)
        near += 0.5
        bins = near.astype(np.int64)
        bins += self._offset
        bins += place > self._upper.take(bins)
        return bins
