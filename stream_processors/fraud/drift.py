"""Whether the plays of today still look like those that the live model was trained on.

Of each source type the features of the latest plays are counted into the bins of the model's references, and compared
with these by the population stability index. It watches; nothing that it says reaches a verdict.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

import msgspec
import numpy as np
from numpy.typing import NDArray

from kernel import metrics
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import SourceType
from stream_processors.fraud.models.schedule import Models
from stream_processors.fraud.models.scoring import Scorer
from stream_processors.fraud.psi import Reference, psi

PANE = 1_000
"""Plays after which the indices are made anew."""

WINDOW = 20
"""Panes that are compared with the reference: 20,000 plays of a source type. A phone's upload of fifty plays is one
source's habit fifty times over, so fewer would show who happened to report."""

LEAST = 5
"""Panes below which nothing is said."""

KEPT = 32
"""Baselines that are kept; a version has one for each source type."""

Matrix = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a model was trained on: its version, and for each feature of the vector its name and reference."""

    version: str
    names: tuple[str, ...]
    references: tuple[Reference, ...]


BaselineOf = Callable[[SourceType, datetime], Baseline | None]
"""The baseline of the model that judges a source type's plays received at a moment; None where none does."""


class Baselines:
    """A BaselineOf: of the models in force, from their manifests. ModelAway where one is not here yet."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._made: dict[Scorer, Baseline] = {}

    def __call__(self, source_type: SourceType, received_at: datetime) -> Baseline | None:
        scorer = self._models.live(source_type, received_at)
        if scorer is None:
            return None
        baseline = self._made.get(scorer)
        if baseline is None:
            names = tuple(feature.name for feature in scorer.features)
            known = msgspec.convert(scorer.manifest["reference"], dict[str, Reference])
            baseline = Baseline(scorer.version, names, tuple(known[name] for name in names))
            self._made = {scorer: baseline} | dict(list(self._made.items())[-KEPT:])
        return baseline


@dataclass(slots=True)
class _Window:
    """The latest plays of one source type, by the bins of one baseline."""

    baseline: Baseline
    rows: list[Matrix] = field(default_factory=list)
    waiting: int = 0
    panes: deque[tuple[Counts, ...]] = field(default_factory=lambda: deque(maxlen=WINDOW))

    def add(self, rows: Matrix) -> bool:
        """True when a pane became full."""
        self.rows.append(rows)
        self.waiting += len(rows)
        if self.waiting < PANE:
            return False
        columns = np.concatenate(self.rows).T
        self.panes.append(
            tuple(_counts(*of_one) for of_one in zip(self.baseline.references, columns, strict=True)),
        )
        self.rows.clear()
        self.waiting = 0
        return len(self.panes) >= LEAST

    def indices(self) -> dict[str, float]:
        """The index of each feature."""
        found = {}
        for place, (name, reference) in enumerate(zip(self.baseline.names, self.baseline.references, strict=True)):
            counts = sum((pane[place] for pane in self.panes), start=np.zeros(len(reference.shares), dtype=np.int64))
            found[name] = psi(reference.shares, counts / counts.sum())
        return found


class Drift:
    """The windows of all source types, fed by the first look; the threads of several partitions may tell it at once.

    Plays of a batch that is undone and stepped again are told twice: one batch in a window of twenty panes.
    """

    def __init__(self, baseline_of: BaselineOf) -> None:
        self._baseline_of = baseline_of
        self._windows: dict[SourceType, _Window] = {}
        self._lock = Lock()

    def told(self, plays: Sequence[RecognizedPlay], vectors: Matrix) -> None:
        """Takes in the plays of a batch and their features, row by row."""
        places: dict[SourceType, list[int]] = {}
        for place, play in enumerate(plays):
            places.setdefault(play.source_type, []).append(place)
        with self._lock:
            for source_type, some in places.items():
                self._take(source_type, plays[some[-1]].received_at, vectors[some])

    def indices(self, source_type: SourceType) -> Mapping[str, float]:
        """The index of each feature by name; none where too few plays were seen since the model came."""
        with self._lock:
            window = self._windows.get(source_type)
            return window.indices() if window and len(window.panes) >= LEAST else {}

    def _take(self, source_type: SourceType, received_at: datetime, rows: Matrix) -> None:
        baseline = self._baseline_of(source_type, received_at)
        metrics.FRAUD_MODEL_LIVE.labels(source_type.value).set(baseline is not None)
        window = self._windows.get(source_type)
        if window is None or baseline is None or window.baseline.version != baseline.version:
            self._forget(source_type)
            if baseline is None:
                return
            window = self._windows[source_type] = _Window(baseline)
        if window.add(rows):
            for name, index in window.indices().items():
                metrics.FRAUD_DRIFT.labels(source_type.value, name).set(index)

    def _forget(self, source_type: SourceType) -> None:
        """Another model, another baseline: what was said of the one before no longer holds."""
        window = self._windows.pop(source_type, None)
        if window is not None and len(window.panes) >= LEAST:
            for name in window.baseline.names:
                metrics.FRAUD_DRIFT.remove(source_type.value, name)


def _counts(reference: Reference, column: Matrix) -> Counts:
    places = np.searchsorted(reference.edges, column, side="right")
    return np.bincount(places, minlength=len(reference.shares))
