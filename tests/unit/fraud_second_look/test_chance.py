"""The arithmetic of improbability."""

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from stream_processors.fraud.second_look.chance import Others, as_alike, as_many, spread


@pytest.mark.parametrize(
    ("hits", "people", "chance"), [(5, 8, 0.06), (15, 16, 0.14), (3, 400, 0.0015), (60, 2000, 0.01)]
)
def test_as_many_is_the_upper_tail_of_the_binomial(hits: int, people: int, chance: float) -> None:
    tail = float(binom.sf(hits - 1, people, chance))
    assert as_many(hits, people, chance) == pytest.approx(-np.log10(tail), rel=1e-9)
    assert as_many(hits, people, chance, tries=10) == pytest.approx(max(-np.log10(tail) - 1, 0), rel=1e-9)


def test_without_others_it_is_never_more_unlikely_than_the_doubt_of_what_is_assumed() -> None:
    alone = Others(0, 0, 0.01)
    assert as_many(12, 12, 0.1, others=alone) == pytest.approx(-np.log10(1e-12 + 0.01 / 13))
    assert as_many(12, 12, 0.1, tries=5, others=alone) == pytest.approx(-np.log10(5e-12 + 0.05 / 13))


@pytest.mark.parametrize(("hits", "people", "did", "of"), [(9, 12, 1, 30), (5, 8, 4, 9), (2000, 2048, 3, 5)])
def test_others_who_do_it_too_explain_it(hits: int, people: int, did: int, of: int) -> None:
    tail = float(betabinom.sf(hits - 1, people, did + 1, of - did + 1))
    surely = as_many(hits, people, 0.01, others=Others(did, of, 1.0))
    assert surely == pytest.approx(-np.log10(float(binom.sf(hits - 1, people, 0.01)) + tail), rel=1e-6)
    assert as_many(hits, people, 0.01, others=Others(0, of, 0.01)) > surely
    assert as_many(hits, people, 0.01, others=Others(of, of, 0.01)) < surely


def test_others_who_do_not_do_it_leave_it_unlikely() -> None:
    assert as_many(12, 12, 0.1, others=Others(6, 60, 0.01)) > 9


def test_what_is_usual_says_nothing() -> None:
    assert as_many(2, 20, 0.1) == as_many(0, 0, 0.1) == 0.0
    assert as_alike(np.array([0.0, 1.0, 2.0, 3.0]), 0.5) == 0.0


def test_the_certain_is_bounded() -> None:
    assert as_many(500, 500, 0.01) == 30.0
    assert 0 < as_alike(np.zeros(10), 0.5) < 10


def test_the_more_alike_and_the_more_people_the_less_likely() -> None:
    random = np.random.default_rng(4)
    people = random.normal(0, 1, 40)
    decades = [as_alike(people * width, 0.6) for width in (0.5, 0.3, 0.1, 0.01)]
    assert decades == sorted(decades)
    assert as_alike(people[:10] * 0.1, 0.6) < decades[2]


def test_spread_is_a_standard_deviation_that_odd_values_do_not_move() -> None:
    values = np.random.default_rng(5).normal(3, 2, 20_000)
    assert spread(values) == pytest.approx(2, rel=0.03)
    values[:2000] = 1e9
    assert spread(values) == pytest.approx(2, rel=0.2)


def test_what_is_told_in_steps_is_no_closer_than_a_step() -> None:
    assert as_alike(np.zeros(12), 0.6, grain=0.6) == 0.0
    assert 0 < as_alike(np.zeros(12), 0.6, grain=0.3) < as_alike(np.zeros(12), 0.6)
