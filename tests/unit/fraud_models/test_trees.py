"""The exported trees say what scikit-learn's do."""

import numpy as np
import pytest

from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.models.trees import Trees
from tests.unit.fraud_models.made import fraud, honest
from training import supervised


def probabilities(trees: Trees, rows: Floats) -> Floats:
    found: Floats = 1.0 / (1.0 + np.exp(-trees.margins(np.ascontiguousarray(rows.T))))
    return found


@pytest.mark.parametrize("weighted", [False, True])
def test_probabilities_are_those_of_scikit_learn(weighted: bool) -> None:
    rows = np.concatenate([honest(400), fraud(300)])
    is_fraud = np.repeat([False, True], [400, 300])
    weights = np.random.default_rng(1).uniform(0.2, 1.0, size=700) if weighted else None
    model = supervised.fitted(rows, is_fraud, weights, 3)
    trees = supervised.export(model)
    for some in (rows, honest(500, 9), fraud(500, 9) * 3.0, rows.astype(np.float32).astype(np.float64)):
        assert np.abs(probabilities(trees, some) - model.predict_proba(some)[:, 1]).max() < 1e-9


def test_a_row_on_a_threshold_goes_where_scikit_learn_sends_it() -> None:
    rows = np.concatenate([honest(400), fraud(300)])
    model = supervised.fitted(rows, np.repeat([False, True], [400, 300]), None, 3)
    trees = supervised.export(model)
    on = []
    for feature, threshold in {
        (int(f), t) for f, t in zip(trees.feature.ravel(), trees.threshold.ravel(), strict=True)
    }:
        row = rows[0].copy()
        row[feature] = threshold
        on.append(row)
    assert len(on) > 20
    found = np.array(on)
    assert np.abs(probabilities(trees, found) - model.predict_proba(found)[:, 1]).max() < 1e-9


def test_the_parts_of_the_features_add_up_to_the_margin() -> None:
    rows = np.concatenate([honest(400), fraud(300)])
    trees = supervised.export(supervised.fitted(rows, np.repeat([False, True], [400, 300]), None, 3))
    column = fraud(1, 8).T.copy()
    at_the_root = trees.base + trees.value[:, 0].sum()
    assert at_the_root + trees.parts(column).sum() == pytest.approx(trees.margins(column)[0])


def test_too_few_labels_teach_nothing() -> None:
    rows = np.concatenate([honest(400), fraud(60)])
    labels = np.repeat([0.0, 1.0], [400, 60])
    assert supervised.train(rows, labels, 1) is None
    labels[:] = 0.0
    assert supervised.train(np.concatenate([rows, rows]), np.concatenate([labels, labels]), 1) is None
