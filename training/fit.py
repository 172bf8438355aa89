"""Trains the model of one source type: robust scales, LODA, and what people taught, calibrated together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import FEATURES
from stream_processors.fraud.models.loda import Loda
from stream_processors.fraud.models.robust import Robust
from stream_processors.fraud.models.scoring import Part, Scorer
from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.models.trees import Trees
from training import folds, loda, supervised, trim
from training.calibrate import calibration_of
from training.robust import robust_of

FEWEST_ROWS = 400
"""Clean rows of a source type; from fewer no model is made, and the rules judge it alone."""
FEWEST_SOURCES = 20
"""Sources behind them, where these are told: what few sources do says nothing of what another one may do."""
ROUNDS = 3
"""Times that suspicious rows are left out and the rest is learned anew: first those that lie far out, which hidden
fraud hardly moves, then by the histograms of the rest as well."""
NORMAL_RANGE = (0.01, 0.99)

FAR_WEIGHT = 1.0
ODD_WEIGHT = 1.0
LEARNED_WEIGHT = 2.0
"""What people taught counts as much as the other two together."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained scorer and what it was made of. `clean`: the rows that calibrate it; most of them it learned from."""

    scorer: Scorer
    clean: Floats
    rows: int
    clean_rows: int
    trained_rows: int
    reviewed_rows: int
    sources: int | None


def fit(
    x: Floats,
    source_type: SourceType,
    seed: int,
    *,
    labels: Floats | None = None,
    sources: Numbers | Sequence[int] | None = None,
) -> Fitted | None:
    """The model of vectors [rows, WIDTH] that hit no rule, or were reviewed; None where too few of them are clean.

    `labels` [rows]: what people decided, 1 for fraud, 0 for genuine, NaN where nobody did. Rows found to be fraud are
    learned from as such and count as nothing else. `sources` [rows]: who reported; then no source counts more than
    folds.MOST_OF_A_SOURCE rows, its rows are kept or left out together, and the calibration is by sources that were not
    learned from. The same arguments give the same arrays. ValueError on another width.
    """
    rows = np.asarray(x, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(FEATURES):
        raise ValueError(f"rows of {len(FEATURES)} features are learned from, not {rows.shape}")
    decided = np.full(len(rows), np.nan) if labels is None else np.asarray(labels, dtype=np.float64)
    of = np.arange(len(rows)) if sources is None else np.asarray(sources, dtype=np.int64)
    genuine = np.flatnonzero(decided != 1.0)
    picked = genuine[folds.sample(of[genuine], decided[genuine] == 0.0, seed)]
    behind = len(np.unique(of[picked]))
    if len(picked) < FEWEST_ROWS or behind < FEWEST_SOURCES:
        return None
    clean, of_clean = _known(rows[picked]), of[picked]
    keep = np.ones(len(clean), dtype=bool)
    for number in range(ROUNDS):
        raw = _Uncalibrated.of(clean[keep], seed).raw(clean)
        keep = trim.kept(raw if number else raw[:1], of_clean) | (decided[picked] == 0.0)
    taught = _taught(rows, decided, of, picked, seed)
    return Fitted(
        scorer=_calibrated(clean, keep, of_clean, source_type, seed, taught),
        clean=clean,
        rows=len(rows),
        clean_rows=len(genuine),
        trained_rows=int(keep.sum()),
        reviewed_rows=int(np.isfinite(decided).sum()),
        sources=None if sources is None else behind,
    )


@dataclass(frozen=True, slots=True)
class _Uncalibrated:
    """The parts that need no labels."""

    robust: Robust
    histograms: Loda

    @classmethod
    def of(cls, rows: Floats, seed: int) -> "_Uncalibrated":
        robust = robust_of(rows, FEATURES)
        squeezed = robust.squeezed(np.ascontiguousarray(rows.T))
        seen = np.ascontiguousarray(robust.weighted(squeezed).T)
        return cls(robust, loda.export(loda.train(seen, seed)))

    def raw(self, rows: Floats) -> Floats:
        """[2, rows]: how far out, and how odd."""
        squeezed = self.robust.squeezed(np.ascontiguousarray(rows.T))
        return np.stack([self.robust.scores(squeezed), self.histograms.scores(self.robust.weighted(squeezed))])


@dataclass(frozen=True, slots=True)
class _Taught:
    """What people taught, and the margins of the clean rows by trees that knew none of their sources."""

    trees: Trees
    margins: Floats


def _taught(rows: Floats, decided: Floats, sources: Numbers, clean: Numbers, seed: int) -> _Taught | None:
    trees = supervised.train(rows, decided, seed)
    if trees is None:
        return None
    columns = np.ascontiguousarray(_known(rows[clean]).T)
    margins = trees.margins(columns)
    for inside in folds.split(sources, seed):
        apart = ~inside[clean]
        part = supervised.train(rows[inside], decided[inside], seed, supervised.FEWEST_LABELS // (2 * folds.FOLDS))
        if part is not None and apart.any():
            margins[apart] = part.margins(np.ascontiguousarray(columns[:, apart]))
    return _Taught(trees, margins)


def _calibrated(
    rows: Floats, keep: NDArray[np.bool_], sources: Numbers, source_type: SourceType, seed: int, taught: _Taught | None
) -> Scorer:
    """Learned from the rows to keep, calibrated by what each part of the rows gets from a model of the others.

    Each way of scoring is calibrated by the rows to keep, so that hidden fraud does not change their weights; all of
    them together by all rows: what was left out may be fraud, but most of it is honest people with rare habits, and the
    limit below which a play is held must know of them.
    """
    model = _Uncalibrated.of(rows[keep], seed)
    raw = np.empty((2, len(rows)))
    for inside in folds.split(sources, seed):
        raw[:, ~inside] = _Uncalibrated.of(rows[inside & keep], seed).raw(rows[~inside])
    far = Part(calibration_of(raw[0, keep]), FAR_WEIGHT)
    odd = Part(calibration_of(raw[1, keep]), ODD_WEIGHT)
    bits = far.calibration.read(raw[0]) * FAR_WEIGHT + odd.calibration.read(raw[1]) * ODD_WEIGHT
    learned = None
    if taught is not None:
        learned = Part(calibration_of(taught.margins[keep]), LEARNED_WEIGHT)
        bits += learned.calibration.read(taught.margins) * LEARNED_WEIGHT
    return Scorer(
        version="",
        source_type=source_type,
        features=FEATURES,
        ranges=np.quantile(rows, NORMAL_RANGE, axis=0),
        robust=model.robust,
        loda=model.histograms,
        far=far,
        odd=odd,
        trees=taught.trees if taught else None,
        learned=learned,
        combined=calibration_of(bits),
        manifest={},
    )


def _known(rows: Floats) -> Floats:
    """Rows with the median of what is known in place of what is not."""
    finite = np.isfinite(rows)
    if finite.all():
        return rows
    middle = np.array([np.median(column[ok]) if ok.any() else 0.0 for column, ok in zip(rows.T, finite.T, strict=True)])
    return np.where(finite, rows, middle)
