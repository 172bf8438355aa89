"""A scorer's arrays by name: written to a model's file, and read and checked from it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernel.errors import BadModel
from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import FEATURES, WIDTH
from stream_processors.fraud.models.calibration import MOST_BITS, Calibration
from stream_processors.fraud.models.loda import Loda
from stream_processors.fraud.models.manifest import Manifest
from stream_processors.fraud.models.npz import Arrays
from stream_processors.fraud.models.robust import Robust
from stream_processors.fraud.models.scoring import Part, Scorer
from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.models.trees import Trees

MAX_CUTS = 1000
MAX_BINS = 200
MAX_TREES = 400
MAX_NODES = 127
"""Of one tree."""

Numbers = NDArray[np.int64]


def arrays_of(scorer: Scorer) -> Arrays:
    """What `scorer_of` reads."""
    found: Arrays = {"ranges": scorer.ranges}
    for name in ("center", "above", "below", "high", "low", "weight"):
        found[f"robust_{name}"] = getattr(scorer.robust, name)
    for name in ("index", "weight", "edges", "values"):
        found[f"loda_{name}"] = getattr(scorer.loda, name)
    parts = {"far": scorer.far, "odd": scorer.odd, "learned": scorer.learned}
    for name, part in parts.items():
        if part is not None:
            found |= _curve(name, part.calibration) | {f"{name}_part": np.array([part.weight])}
    if scorer.trees is not None:
        for name in ("feature", "threshold", "left", "right", "value"):
            found[f"trees_{name}"] = getattr(scorer.trees, name)
        found["trees_base"] = np.array([scorer.trees.base])
    return found | _curve("combined", scorer.combined)


def scorer_of(arrays: Arrays, source_type: SourceType, manifest: Manifest) -> Scorer:
    """The scorer of arrays that came from outside. BadModel where one is missing or cannot be right."""
    given = _Given(arrays)
    trees = _trees(given) if given.has("trees_feature") else None
    scorer = Scorer(
        version=manifest.version,
        source_type=source_type,
        features=FEATURES,
        ranges=given.floats("ranges", (2, WIDTH)),
        robust=_robust(given),
        loda=_loda(given),
        far=_part(given, "far"),
        odd=_part(given, "odd"),
        trees=trees,
        learned=_part(given, "learned") if trees is not None else None,
        combined=_calibration(given, "combined"),
        manifest=manifest.plain(source_type),
    )
    given.nothing_left()
    return scorer


class _Given:
    """Arrays from outside, taken one by one with the shape and the values that they must have."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._taken: set[str] = set()

    def has(self, name: str) -> bool:
        return name in self._arrays

    def floats(self, name: str, shape: tuple[int | None, ...], least: float = -np.inf, most: float = np.inf) -> Floats:
        """Finite numbers from `least` to `most`; None in the shape stands for any length but 0."""
        array = self._shaped(name, shape).astype(np.float64)
        if not np.isfinite(array).all() or array.min() < least or array.max() > most:
            raise BadModel(f"the array {name} holds values that are not finite, or not between {least} and {most}")
        return array

    def numbers(self, name: str, shape: tuple[int | None, ...], below: int) -> Numbers:
        """Whole numbers from 0 to `below` - 1."""
        array = self._shaped(name, shape)
        if array.dtype.kind not in "iu" or array.min() < 0 or array.max() >= below:
            raise BadModel(f"the array {name} holds values that are not whole numbers between 0 and {below - 1}")
        return array.astype(np.int64)

    def shape(self, name: str, most: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of an array, within bounds."""
        shape = self._shaped(name, (None,) * len(most)).shape
        if any(length > limit for length, limit in zip(shape, most, strict=True)):
            raise BadModel(f"the array {name} has the shape {shape}; {most} at most is taken")
        return shape

    def nothing_left(self) -> None:
        left = self._arrays.keys() - self._taken
        if left:
            raise BadModel(f"there are arrays that nothing uses: {', '.join(sorted(left)[:5])}")

    def _shaped(self, name: str, shape: tuple[int | None, ...]) -> NDArray[Any]:
        array = self._arrays.get(name)
        if array is None:
            raise BadModel(f"the array {name} is missing")
        self._taken.add(name)
        fits = len(array.shape) == len(shape) and all(
            length and (wanted is None or length == wanted) for length, wanted in zip(array.shape, shape, strict=True)
        )
        if not fits:
            raise BadModel(f"the array {name} has the shape {array.shape}, not {shape}")
        return array


def _robust(given: _Given) -> Robust:
    width = (WIDTH,)
    return Robust(
        center=given.floats("robust_center", width),
        above=given.floats("robust_above", width, least=np.finfo(np.float64).tiny),
        below=given.floats("robust_below", width, least=np.finfo(np.float64).tiny),
        high=given.floats("robust_high", width, 0.0, 1.0),
        low=given.floats("robust_low", width, 0.0, 1.0),
        weight=given.floats("robust_weight", width, 0.0),
    )


def _loda(given: _Given) -> Loda:
    cuts, bins = given.shape("loda_values", (MAX_CUTS, MAX_BINS))
    used, _ = given.shape("loda_index", (WIDTH, MAX_CUTS))
    if bins < 3:
        raise BadModel(f"LODA's histograms have {bins} bins; they need 3")
    edges = given.floats("loda_edges", (cuts, bins - 1))
    even = np.linspace(edges[:, 0], edges[:, -1], bins - 1, axis=1)
    step = (edges[:, -1:] - edges[:, :1]) / (bins - 2)
    if not (step > 0.0).all() or (np.abs(edges - even) > 0.01 * step).any():
        raise BadModel("LODA's edges are not evenly spaced")
    return Loda(
        index=given.numbers("loda_index", (used, cuts), below=WIDTH),
        weight=given.floats("loda_weight", (used, cuts)),
        edges=edges,
        values=given.floats("loda_values", (cuts, bins), least=0.0),
    )


def _trees(given: _Given) -> Trees:
    shape = given.shape("trees_feature", (MAX_TREES, MAX_NODES))
    left = given.numbers("trees_left", shape, below=shape[1])
    right = given.numbers("trees_right", shape, below=shape[1])
    node = np.arange(shape[1])
    if ((left < node) | (right < node) | ((left == node) != (right == node))).any():
        raise BadModel("a tree's nodes lead back")
    return Trees(
        feature=given.numbers("trees_feature", shape, below=WIDTH),
        threshold=given.floats("trees_threshold", shape),
        left=left,
        right=right,
        value=given.floats("trees_value", shape),
        base=float(given.floats("trees_base", (1,))[0]),
    )


def _part(given: _Given, name: str) -> Part:
    return Part(_calibration(given, name), float(given.floats(f"{name}_part", (1,), least=0.0)[0]))


def _calibration(given: _Given, name: str) -> Calibration:
    at = given.floats(f"{name}_at", (None,))
    bits = given.floats(f"{name}_bits", at.shape, 0.0, MOST_BITS)
    if (np.diff(at) <= 0.0).any() or (np.diff(bits) < 0.0).any():
        raise BadModel(f"the calibration {name} does not rise")
    return Calibration(at, bits, float(given.floats(f"{name}_beyond", (1,), least=0.0)[0]))


def _curve(name: str, curve: Calibration) -> Arrays:
    return {f"{name}_at": curve.at, f"{name}_bits": curve.bits, f"{name}_beyond": np.array([curve.beyond])}
