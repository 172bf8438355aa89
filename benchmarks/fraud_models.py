"""What the evaluation compares: the engine's own models, and plain detectors of PyOD on the same features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyod.models.ecod import ECOD
from pyod.models.iforest import IForest

from benchmarks.fraud_countries import Mask, Matrix, Place, Size, Stream, known_rows, no_models, stopped
from benchmarks.fraud_metrics import Vector
from kernel.events.plays import Verdict
from kernel.events.sources import SourceType
from stream_processors.fraud.models.scoring import Scorer
from training.fit import fit

CONTAMINATIONS: Final = (0.0, 0.02, 0.10)
"""Shares of fraud among the plays that are trained on."""
USUAL: Final = 0.02
"""The one that the engine's figures are told for, where they do not name another."""
PEER_ROWS: Final = 60_000
"""Rows that a plain detector learns from, drawn by chance."""
PEERS: Final = {"ECOD": ECOD, "IForest": IForest}


@dataclass(frozen=True, slots=True)
class Rows:
    """Plays to learn from, one entry a play: `clean` hit no rule and no finding. Honest plays have no ring."""

    features: Matrix
    types: NDArray[np.str_]
    sources: NDArray[np.int64]
    rings: NDArray[np.str_]
    fraud: Mask
    clean: Mask

    def where(self, mask: Mask | NDArray[np.int64]) -> "Rows":
        return Rows(
            self.features[mask],
            self.types[mask],
            self.sources[mask],
            self.rings[mask],
            self.fraud[mask],
            self.clean[mask],
        )


@dataclass(frozen=True, slots=True)
class Live:
    """The engine's models of one training, by source type; they judge from the beginning."""

    scorers: Mapping[SourceType, Scorer]

    def live(self, source_type: SourceType, _received_at: datetime) -> Scorer | None:
        return self.scorers.get(source_type)

    def shadow(self, _source_type: SourceType, _received_at: datetime) -> Scorer | None:
        return None


@dataclass(frozen=True, slots=True)
class Trained:
    """All that one share of contamination gave."""

    engine: Live
    peers: Mapping[str, Any]

    def peer_scores(self, name: str, features: Matrix) -> Vector:
        """How a plain detector ranks the plays, all in one batch; those without features, repeated ids, come first."""
        known = known_rows(features)
        found = np.full(len(features), np.inf)
        found[known] = self.peers[name].decision_function(features[known])
        return found


def rows_of(place: Place, size: Size, fraud: float) -> Rows:
    """The plays of a country with a share of fraud, judged by the rules and the second look, to learn from."""
    stream = Stream(place, size, fraud)
    judged = stream.judged(no_models())
    rows = Rows(
        judged.features,
        stream.types,
        stream.source_numbers + place.seed * 1_000_000,
        stream.rings,
        stream.fraud,
        stopped(judged, Verdict.ACCEPTED),
    )
    return rows.where(known_rows(judged.features))


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several countries."""
    return Rows(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.types for part in parts]),
        np.concatenate([part.sources for part in parts]),
        np.concatenate([part.rings for part in parts]),
        np.concatenate([part.fraud for part in parts]),
        np.concatenate([part.clean for part in parts]),
    )


def contaminated(rows: Rows, share: float, seed: int) -> Rows:
    """The honest plays, and whole operations by chance until their fraud is about this share of all."""
    generator = np.random.default_rng(seed)
    wanted = share / (1 - share) * int((rows.rings == "").sum())
    kept = [""]
    fraud = 0
    for ring in generator.permutation(np.unique(rows.rings[rows.rings != ""])):
        plays = int((rows.fraud & (rows.rings == ring)).sum())
        if fraud + plays / 2 <= wanted:
            kept.append(str(ring))
            fraud += plays
    return rows.where(np.isin(rows.rings, kept))


def trained(rows: Rows, seed: int) -> Trained:
    """The engine's models of clean rows, by source type, and plain detectors of as many rows of any kind."""
    clean = rows.where(rows.clean)
    scorers = {}
    for source_type in SourceType:
        own = clean.where(clean.types == source_type.value)
        fitted = fit(own.features, source_type, seed, sources=own.sources)
        if fitted is not None:
            scorers[source_type] = fitted.scorer
    some = np.random.default_rng(seed).permutation(len(rows.features))[:PEER_ROWS]
    peers = {}
    for name, detector in PEERS.items():
        peers[name] = detector(random_state=seed) if name == "IForest" else detector()
        peers[name].fit(rows.features[some])
    return Trained(Live(scorers), peers)
