"""Rows that look like features, and small models of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from kernel.events.models import FraudModel
from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import INDEX, WIDTH
from stream_processors.fraud.models.scoring import Scorer
from stream_processors.fraud.models.sums import Floats
from training.bundling import bundled
from training.fit import Fitted, fit

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def honest(count: int, seed: int = 1) -> Floats:
    """Skewed, correlated columns, one that is mostly zero, and one that never changes."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(count, WIDTH)) + random.normal(size=(count, 1))
    rows[:, ::3] = np.exp(rows[:, ::3] / 2.0)
    rows[:, INDEX["duplicate_share"]] = np.where(random.random(count) < 0.9, 0.0, random.exponential(size=count))
    rows[:, INDEX["mismatch_share"]] = 0.25
    return rows


def fraud(count: int, seed: int = 2) -> Floats:
    """Rows that are like honest ones in all but a few features."""
    rows = honest(count, seed)
    for name in ("this_artist_share", "repeated_fingerprints", "self_play_share", "just_counting_share"):
        rows[:, INDEX[name]] += 15.0
    return rows


@cache
def fitted(source_type: SourceType = SourceType.PHONE) -> Fitted:
    made = fit(honest(1500), source_type, 7)
    assert made is not None
    return made


@cache
def taught() -> Fitted:
    """A model that people taught as well."""
    rows = np.concatenate([honest(1500), honest(300, 3), fraud(300)])
    labels = np.concatenate([np.full(1500, np.nan), np.zeros(300), np.ones(300)])
    made = fit(rows, SourceType.PHONE, 7, labels=labels)
    assert made is not None
    return made


def scorers() -> Sequence[Scorer]:
    return fitted().scorer, taught().scorer


def models(*source_types: SourceType, seed: int = 7) -> list[FraudModel]:
    """The events of a version; another seed gives another version."""
    return bundled(
        {each: fitted(each) for each in source_types or (SourceType.PHONE,)},
        seed=seed,
        since=NOON - timedelta(days=28),
        until=NOON,
        made_at=NOON,
    )
