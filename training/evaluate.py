"""A new version against the one in force, on days that neither learned from."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from kernel.events.sources import SourceType
from stream_processors.fraud.models.scoring import Scorer
from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.thresholds import THRESHOLDS
from training.rows import Rows

FEWEST_LABELS: Final = 20
"""Reviewed rows of each kind, from which a ranking of them tells something."""

ScorerOf = Callable[[SourceType], Scorer | None]
Figures = dict[str, float]


def compared(held_out: Mapping[SourceType, Rows], new: ScorerOf, running: ScorerOf) -> dict[str, Figures]:
    """Figures by source type, as far as they can be had; shares are of the rows that were held out.

    `rows`; `held` and `held_before`: what the new and the running model would hold at the usual limit; `moved`: the
    rows on which they disagree; `drift`: how much more the new one holds in the later half of the rows than in the
    earlier, which says how stable its limit is; `reviewed`, `precision` and `precision_before`: reviewed rows, and the
    average precision with which the models rank fraud among them.
    """
    return {
        source_type.value: _figures(rows, new(source_type), running(source_type), _limit(source_type))
        for source_type, rows in held_out.items()
        if len(rows.x)
    }


def _figures(rows: Rows, new: Scorer | None, running: Scorer | None, limit: float) -> Figures:
    found: Figures = {"rows": float(len(rows.x))}
    labelled = np.isfinite(rows.labels)
    found["reviewed"] = float(labelled.sum())
    enough = min((rows.labels == 1.0).sum(), (rows.labels == 0.0).sum()) >= FEWEST_LABELS
    held = {}
    for name, scorer in (("", new), ("_before", running)):
        if scorer is None:
            continue
        scored = scorer.scores(rows.x)
        held[name] = scored.tail < limit
        found[f"held{name}"] = float(held[name].mean())
        if enough:
            precision = average_precision_score(rows.labels[labelled], scored.score[labelled])
            found[f"precision{name}"] = float(precision)
    if "" in held:
        found["drift"] = _drift(held[""], rows.received)
    if len(held) > 1:
        found["moved"] = float((held[""] != held["_before"]).mean())
    return found


def _drift(held: NDArray[np.bool_], received: Floats) -> float:
    later = received > np.median(received)
    if later.all() or not later.any():
        return 0.0
    return float(held[later].mean() - held[~later].mean())


def _limit(source_type: SourceType) -> float:
    return float(THRESHOLDS.behaviour.tail.value[source_type])
