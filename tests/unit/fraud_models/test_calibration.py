"""From raw scores to shares: monotone, and right about the rows that calibrated it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_processors.fraud.models.calibration import MOST_BITS, bits_of, score_of, tail_of
from training.calibrate import calibration_of


@given(st.floats(0.0, MOST_BITS))
def test_bits_and_shares_are_two_ways_to_say_the_same(bits: float) -> None:
    tail = tail_of(np.array([bits]))
    assert 0.0 < tail[0] <= 1.0
    assert bits_of(tail)[0] == pytest.approx(bits, abs=1e-9)


@given(st.lists(st.floats(0.0, MOST_BITS), min_size=2, max_size=2))
def test_more_bits_are_a_smaller_share_and_a_higher_score(pair: list[float]) -> None:
    less, more = np.array([min(pair)]), np.array([max(pair)])
    assert tail_of(more) <= tail_of(less)
    assert score_of(more) >= score_of(less)


@pytest.mark.parametrize("bits", range(12))
def test_whole_bits_are_powers_of_two(bits: int) -> None:
    assert tail_of(np.array([float(bits)]))[0] == 2.0**-bits
    assert bits_of(np.array([2.0**-bits]))[0] == bits


def test_one_in_a_thousand_has_the_score_one_half() -> None:
    assert score_of(bits_of(np.array([1 / 1024])))[0] == 0.5
    assert score_of(np.array([0.0]))[0] == 0.0


@pytest.mark.parametrize("kind", ["exponential", "normal", "lognormal"])
def test_the_share_of_rows_beyond_a_share_is_that_share(kind: str) -> None:
    random = np.random.default_rng(1)
    curve = calibration_of(getattr(random, kind)(size=20_000))
    tails = tail_of(curve.read(getattr(random, kind)(size=100_000)))
    for share in (0.5, 0.1, 0.01, 0.003):
        assert (tails <= share).mean() == pytest.approx(share, rel=0.25)


def test_an_exponential_tail_goes_on_beyond_the_rows() -> None:
    curve = calibration_of(np.random.default_rng(1).exponential(size=20_000))
    assert curve.read(np.array([20.0]))[0] == pytest.approx(20.0 / np.log(2.0), rel=0.1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=40, max_size=200), st.lists(st.floats(-2e6, 2e6), min_size=2))
def test_the_curve_never_falls(rows: list[float], asked: list[float]) -> None:
    bits = calibration_of(np.array(rows)).read(np.sort(np.array(asked)))
    assert (np.diff(bits) >= 0.0).all()
    assert (bits >= 0.0).all()
    assert (bits <= MOST_BITS).all()


def test_rows_that_are_all_the_same_make_what_is_beyond_them_odd() -> None:
    curve = calibration_of(np.zeros(100))
    assert curve.read(np.array([0.0]))[0] == 0.0
    assert curve.read(np.array([5.0]))[0] > 10.0


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="40 rows"):
        calibration_of(np.zeros(39))
