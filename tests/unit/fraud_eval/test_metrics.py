"""Figures of a ranking, by hand."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from benchmarks.fraud_metrics import (
    Interval,
    Vector,
    average_precision,
    interval,
    share_above,
    threshold,
)

scores = st_numpy.arrays(np.float64, st.integers(1, 300), elements=st.sampled_from([0.0, 0.1, 0.25, 0.9, 1.0]))


def test_average_precision_by_hand() -> None:
    assert average_precision(np.array([0.1, 0.2]), [np.array([0.8, 0.9])], 0.5) == 1.0
    assert average_precision(np.array([0.85, 0.1]), [np.array([0.8, 0.9])], 0.5) == pytest.approx((1 + 2 / 3) / 2)


def test_fraud_weighs_what_its_share_says_and_each_attack_the_same() -> None:
    honest = np.array([0.95, 0.1])
    found = average_precision(honest, [np.array([0.9, 0.9, 0.9, 0.9]), np.array([0.0])], 0.5)
    assert found == pytest.approx(0.5 * 1 / (1 + 1) + 0.5 * 2 / 4)
    rare = average_precision(honest, [np.array([0.9, 0.9, 0.9, 0.9]), np.array([]), np.array([0.0])], 0.02)
    part = 2 * 0.02 / 0.98 / 2
    assert rare == pytest.approx(0.5 * part / (1 + part) + 0.5 * 2 * part / (2 + 2 * part))


def test_equal_scores_are_worth_what_chance_is() -> None:
    assert average_precision(np.zeros(98), [np.zeros(7), np.zeros(2)], 0.02) == pytest.approx(0.02)


def test_at_the_threshold_no_more_than_the_share_is_above() -> None:
    honest = np.arange(1000.0)
    assert threshold(honest, 0.01) == 989
    assert share_above(honest, 989.0) == pytest.approx(0.01)
    assert share_above(np.array([1.0, 990.0]), threshold(honest, 0.01)) == 0.5


@given(scores, st.sampled_from([0.0, 0.01, 0.2, 0.5]))
def test_never_more_false_positives_than_allowed_and_no_threshold_is_too_high(honest: Vector, share: float) -> None:
    limit = threshold(honest, share)
    assert share_above(honest, limit) <= share
    assert float(np.mean(honest >= limit)) > share


def test_intervals_over_seeds() -> None:
    assert interval([0.5, 0.5, 0.5]) == Interval(0.5, 0.0)
    found = interval([0.4, 0.6, float("nan"), 0.5, 0.5, 0.5])
    assert found.mean == pytest.approx(0.5)
    assert found.half == pytest.approx(2.7764 * 0.0707107 / 5**0.5, rel=1e-4)
    assert interval([0.5]).mean == 0.5
    assert isnan(interval([0.5]).half)
    assert isnan(interval([]).mean)
    assert str(Interval(0.5, 0.01)) == "0.500 ± 0.010"


def test_without_plays_there_is_no_share() -> None:
    assert isnan(share_above(np.array([]), 0.5))
