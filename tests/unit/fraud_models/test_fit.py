"""Training: the same from the same rows, little moved by hidden fraud, and better with what people decided."""

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from kernel.events.sources import SourceType
from stream_processors.fraud.features.names import FEATURES, WIDTH
from stream_processors.fraud.models.arrays import arrays_of
from stream_processors.fraud.models.npz import pack
from stream_processors.fraud.models.scoring import Scorer
from stream_processors.fraud.models.sums import Floats
from tests.unit.fraud_models.made import fraud, honest
from training import folds, trim
from training.fit import FEWEST_ROWS, FEWEST_SOURCES, fit
from training.weights import WEIGHTS

PHONE = SourceType.PHONE


def faint(count: int, strength: float, seed: int = 2) -> Floats:
    """Fraud that is `strength` as far from honest rows as usual."""
    return honest(count, seed) * (1.0 - strength) + fraud(count, seed) * strength


def precision(scorer: Scorer, strength: float = 1.0) -> float:
    """Average precision among 2 % of fraud."""
    scores = scorer.scores(np.concatenate([honest(4900, 21), faint(100, strength, 22)])).score
    return float(average_precision_score(np.repeat([0, 1], [4900, 100]), scores))


def fitted(rows: Floats, **told: Any) -> Scorer:
    made = fit(rows, PHONE, 7, **told)
    assert made is not None
    return made.scorer


def test_the_same_rows_and_seed_give_the_same_arrays() -> None:
    rows = honest(800)
    sources = np.arange(800) % 40
    packed = [pack(arrays_of(fitted(rows, sources=sources))) for _ in range(2)]
    assert packed[0] == packed[1]


def test_hidden_fraud_costs_little() -> None:
    """A tenth of the rows is fraud that no rule caught: a fifth of the average precision at most is lost."""
    clean = precision(fitted(honest(2000)), 0.7)
    dirty = precision(fitted(np.concatenate([honest(1800), faint(200, 0.7)])), 0.7)
    assert clean > 0.5
    assert dirty > 0.8 * clean


def test_a_source_that_reports_much_is_not_the_norm() -> None:
    """Half of the rows are one farm's."""
    rows = np.concatenate([honest(2000), fraud(2000)])
    sources = np.concatenate([np.arange(2000) % 200, np.full(2000, 999)])
    assert precision(fitted(rows, sources=sources)) > 0.9


def test_what_people_decided_makes_it_better() -> None:
    rows = np.concatenate([honest(1000), honest(250, 3), faint(250, 0.2)])
    labels = np.repeat([np.nan, 0.0, 1.0], [1000, 250, 250])
    taught = fitted(rows, labels=labels)
    assert taught.trees is not None
    assert precision(taught, 0.2) > precision(fitted(rows[:1250]), 0.2)


def test_reviewed_fraud_is_no_norm() -> None:
    """A third of the rows was found to be fraud: too few labels to learn from, but none is learned as honest."""
    rows = np.concatenate([honest(800), fraud(400)])
    labels = np.repeat([np.nan, 1.0], [800, 400])
    made = fit(rows, PHONE, 7, labels=labels)
    assert made is not None
    assert made.clean_rows == 800
    assert made.reviewed_rows == 400
    assert made.scorer.trees is None
    assert precision(made.scorer) > 0.8


def test_too_few_rows_or_sources_make_no_model() -> None:
    rows = honest(FEWEST_ROWS)
    assert fit(rows[:-1], PHONE, 1) is None
    assert fit(rows, PHONE, 1) is not None
    assert fit(rows, PHONE, 1, sources=np.arange(FEWEST_ROWS) % (FEWEST_SOURCES - 1)) is None
    assert fit(np.empty((0, WIDTH)), PHONE, 1) is None


def test_what_is_not_known_is_learned_around() -> None:
    rows = honest(800)
    rows[::3, 4] = np.nan
    rows[:, 6] = np.nan
    assert np.isfinite(fitted(rows).scores(honest(100, 9)).tail).all()


def test_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="features"):
        fit(np.zeros((500, WIDTH + 1)), PHONE, 1)


def test_every_weight_is_that_of_a_feature() -> None:
    assert WEIGHTS.keys() <= {feature.name for feature in FEATURES}


def test_no_source_gives_more_than_its_part_and_reviewed_rows_come_first() -> None:
    sources = np.repeat([1, 2, 3], [500, 10, 200])
    first = np.zeros(710, dtype=bool)
    first[[3, 499]] = True
    picked = folds.sample(sources, first, 1)
    _, counts = np.unique(sources[picked], return_counts=True)
    assert counts.tolist() == [folds.MOST_OF_A_SOURCE, 10, folds.MOST_OF_A_SOURCE]
    assert {3, 499} <= set(picked.tolist())


def test_each_source_is_apart_once() -> None:
    sources = np.arange(500) % 37
    apart = [~inside for inside in folds.split(sources, 1)]
    assert (np.sum(apart, axis=0) == 1).all()
    for each in apart:
        assert not set(sources[each]) & set(sources[~each])


def test_rows_of_a_source_are_left_out_together() -> None:
    random = np.random.default_rng(1)
    sources = np.arange(1000) % 100
    oddness = random.exponential(size=1000)
    oddness[sources == 7] += 10.0
    keep = trim.kept(oddness[None, :], sources)
    assert not keep[sources == 7].any()
    assert all(keep[sources == each].all() or not keep[sources == each].any() for each in range(100))
    assert keep.mean() > 0.8
