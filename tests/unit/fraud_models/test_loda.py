"""The exported LODA scores as PyOD's does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyod.models.loda import LODA

from stream_processors.fraud.models.loda import Loda
from stream_processors.fraud.models.sums import Floats
from training import loda


def scores(model: Loda, rows: Floats) -> Floats:
    return model.scores(np.ascontiguousarray(rows.T))


@pytest.mark.parametrize(("width", "cuts", "bins"), [(2, 20, 10), (5, 30, 3), (20, 200, 50), (33, 150, 17)])
def test_random_rows_score_as_in_pyod(width: int, cuts: int, bins: int) -> None:
    random = np.random.default_rng(width)
    detector = loda.train(random.normal(size=(3000, width)), 5, cuts, bins)
    rows = random.normal(size=(2000, width)) * 2.0
    assert np.abs(scores(loda.export(detector), rows) - detector.decision_function(rows)).max() < 1e-9


def test_rows_outside_of_all_histograms_score_as_in_pyod() -> None:
    random = np.random.default_rng(3)
    detector = loda.train(random.normal(size=(500, 20)), 5)
    rows = random.normal(size=(500, 20)) * 1e6
    assert np.abs(scores(loda.export(detector), rows) - detector.decision_function(rows)).max() < 1e-9


def test_rows_on_the_edges_score_as_in_pyod() -> None:
    """With three features each projection has one, so that a row can be put on an edge of it to the last bit."""
    random = np.random.default_rng(4)
    detector = loda.train(random.normal(size=(500, 3)), 5, cuts=12, bins=9)
    rows = []
    for projection, edges in zip(detector.projections_, detector.limits_, strict=True):
        (feature,) = np.flatnonzero(projection)
        for edge in edges:
            near = edge / projection[feature]
            for value in (near, np.nextafter(near, np.inf), np.nextafter(near, -np.inf)):
                row = random.normal(size=3)
                row[feature] = value
                rows.append(row)
    assert len({row[0] for row in rows}) > 100
    found = np.array(rows)
    placed = found @ detector.projections_.T
    assert np.isin(placed, detector.limits_).sum() > 50
    assert np.abs(scores(loda.export(detector), found) - detector.decision_function(found)).max() < 1e-9


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(3, 12), st.integers(3, 30))
def test_any_shape_scores_as_in_pyod(seed: int, width: int, bins: int) -> None:
    random = np.random.default_rng(seed)
    detector = LODA(n_bins=bins, n_random_cuts=10, random_state=seed).fit(random.exponential(size=(100, width)))
    rows = random.exponential(size=(50, width)) * 1.5
    assert np.abs(scores(loda.export(detector), rows) - detector.decision_function(rows)).max() < 1e-9


def test_a_constant_feature_is_no_obstacle() -> None:
    rows = np.random.default_rng(1).normal(size=(300, 4))
    rows[:, 2] = 1.0
    detector = loda.train(rows, 5, cuts=40, bins=10)
    assert np.abs(scores(loda.export(detector), rows) - detector.decision_function(rows)).max() < 1e-9
