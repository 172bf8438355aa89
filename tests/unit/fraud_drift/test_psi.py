"""The population stability index, by hand and on populations that moved."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from stream_processors.fraud.psi import LEAST_SHARE, Vector, psi, reference

values = st_numpy.arrays(np.float64, st.integers(1, 200), elements=st.floats(-1e6, 1e6))


def test_by_hand() -> None:
    assert psi([0.5, 0.5], [0.25, 0.75]) == pytest.approx(-0.25 * log(0.5) + 0.25 * log(1.5))
    assert psi([0.3, 0.7], [0.3, 0.7]) == 0


def test_an_empty_bin_counts_as_the_least_share() -> None:
    assert psi([0.5, 0.5], [1.0, 0.0]) == pytest.approx(0.5 * log(2) + (0.5 - LEAST_SHARE) * log(0.5 / LEAST_SHARE))


def test_a_moved_population_passes_the_limit_and_the_same_one_does_not() -> None:
    generator = np.random.default_rng(1)
    then = reference(generator.normal(size=20_000))

    def now(shift: float) -> Vector:
        places = np.searchsorted(then.edges, generator.normal(shift, size=5_000), side="right")
        return np.bincount(places, minlength=len(then.shares)) / 5_000

    assert psi(then.shares, now(0.0)) < 0.02
    assert psi(then.shares, now(1.0)) > 0.25


def test_deciles_where_values_differ_and_fewer_bins_where_many_are_the_same() -> None:
    assert reference(np.arange(1000.0)).shares == pytest.approx([0.1] * 10)
    mostly_nothing = reference(np.array([0.0] * 900 + list(range(1, 101))))
    assert mostly_nothing.shares[0] >= 0.85
    assert reference(np.zeros(50)).edges == ()
    with pytest.raises(ValueError, match="needs values"):
        reference(np.array([]))


@given(values, values)
def test_shares_are_of_one_and_the_index_is_never_negative(first: Vector, second: Vector) -> None:
    then = reference(first)
    assert len(then.shares) == len(then.edges) + 1
    assert sum(then.shares) == pytest.approx(1)
    assert list(then.edges) == sorted(set(then.edges))
    places = np.bincount(np.searchsorted(then.edges, second, side="right"), minlength=len(then.shares))
    assert psi(then.shares, places / len(second)) >= 0
    again = np.bincount(np.searchsorted(then.edges, first, side="right"), minlength=len(then.shares))
    assert psi(then.shares, again / len(first)) == pytest.approx(0)
