"""From fitted scorers to a version: arrays, manifest, and the events that publish it."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version as installed

import numpy as np

from kernel.events.models import FraudModel
from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import FEATURES
from stream_processors.fraud.models.arrays import arrays_of
from stream_processors.fraud.models.manifest import Manifest, TypeManifest
from stream_processors.fraud.models.npz import pack
from stream_processors.fraud.models.scoring import Scorer
from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.psi import reference
from training.fit import Fitted

LIBRARIES = ("numpy", "pyod", "scikit-learn")
TAILS = (0.5, 0.1, 0.01, 0.001, 0.0001)


def bundled(
    fitted: Mapping[SourceType, Fitted],
    *,
    seed: int,
    since: datetime,
    until: datetime,
    made_at: datetime,
    simulated: bool = False,
    evaluation: Mapping[str, Mapping[str, float]] | None = None,
) -> list[FraudModel]:
    """One event for each source type, under the version that their content gives. BadModel where one is too large."""
    arrays = {source_type: pack(arrays_of(each.scorer)) for source_type, each in fitted.items()}
    manifest = Manifest(
        version="",
        made_at=made_at,
        since=since,
        until=until,
        seed=seed,
        simulated=simulated,
        code=f"injyana {installed('injyana')}",
        libraries={name: installed(name) for name in LIBRARIES},
        features=tuple(feature.name for feature in FEATURES),
        types={source_type: _part(each, arrays[source_type]) for source_type, each in fitted.items()},
        evaluation={name: dict(figures) for name, figures in (evaluation or {}).items()},
    ).named()
    return [
        FraudModel(
            version=manifest.version,
            source_type=source_type,
            manifest=manifest.text(),
            arrays=data,
            sha256=manifest.types[source_type].sha256,
        )
        for source_type, data in arrays.items()
    ]


def _part(fitted: Fitted, data: bytes) -> TypeManifest:
    scorer = fitted.scorer
    parts = {"far": scorer.far, "odd": scorer.odd} | ({"learned": scorer.learned} if scorer.learned else {})
    return TypeManifest(
        sha256=sha256(data).hexdigest(),
        rows=fitted.rows,
        clean_rows=fitted.clean_rows,
        trained_rows=fitted.trained_rows,
        reviewed_rows=fitted.reviewed_rows,
        sources=fitted.sources,
        weights={name: part.weight for name, part in parts.items()},
        tails=_tails(scorer, fitted.clean),
        reference={feature.name: reference(column) for feature, column in zip(FEATURES, fitted.clean.T, strict=True)},
        score_reference=reference(scorer.scores(fitted.clean).score),
    )


def _tails(scorer: Scorer, clean: Floats) -> dict[str, float]:
    """The score that each of TAILS of the clean rows reach or pass."""
    scores = scorer.scores(clean).score
    return {str(tail): float(np.quantile(scores, 1.0 - tail)) for tail in TAILS}
