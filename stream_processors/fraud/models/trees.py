"""Gradient boosted trees from their arrays."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stream_processors.fraud.models.sums import Floats, fold

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trees:
    """`trees` trees of at most `nodes` nodes, all arrays [trees, nodes]; node 0 is the root.

    A row goes `left` where its `feature` is at most `threshold`, else `right`; a leaf leads to itself. `value` is what
    the tree adds to the margin (log odds) of a row that ends there, or in a node above, on the average. `base` is the
    margin before the first tree.
    """

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    base: float
    _depth: int = field(init=False, repr=False)
    _root: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        count, nodes = self.feature.shape
        root = (np.arange(count, dtype=np.int64) * nodes)[:, None]
        object.__setattr__(self, "_root", root)
        object.__setattr__(self, "_depth", _depth(self.left, self.right))

    def margins(self, rows: Floats) -> Floats:
        """The log odds of fraud: [width, rows] -> [rows]. scikit-learn compares 32-bit features, and so does this."""
        margin = fold(self.value.ravel().take(self._path(rows)[-1]))
        margin += self.base
        return margin

    def parts(self, row: Floats) -> Floats:
        """What each feature adds to the margin of one row [width, 1]: the steps along its paths (Saabas 2014)."""
        value = self.value.ravel()
        feature = self.feature.ravel()
        parts = np.zeros(len(row))
        for here, there in pairwise(self._path(row)):
            np.add.at(parts, feature[here[:, 0]], value[there[:, 0]] - value[here[:, 0]])
        return parts

    def _path(self, rows: Floats) -> list[Ints]:
        """The node of each row in each tree, counted through all trees, step by step."""
        flat = rows.astype(np.float32).astype(np.float64).ravel()
        columns = np.arange(rows.shape[1], dtype=np.int64)
        feature, threshold = self.feature.ravel() * rows.shape[1], self.threshold.ravel()
        left, right = (self.left + self._root).ravel(), (self.right + self._root).ravel()
        node = np.broadcast_to(self._root, (len(self._root), rows.shape[1]))
        path = [node]
        for _ in range(self._depth):
            here = flat.take(feature.take(node) + columns)
            node = np.where(here <= threshold.take(node), left.take(node), right.take(node))
            path.append(node)
        return path


def _depth(left: Ints, right: Ints) -> int:
    """Steps from the root to the deepest leaf. A child has a higher number than its parent, so this ends."""
    deepest = 0
    for lefts, rights in zip(left.tolist(), right.tolist(), strict=True):
        depth = [0] * len(lefts)
        for node, children in enumerate(zip(lefts, rights, strict=True)):
            for child in children:
                if child != node:
                    depth[child] = depth[node] + 1
        deepest = max(deepest, *depth)
    return deepest
