"""Reputations: what they are made of, what moves them, and that nothing else does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from kernel.errors import Misconfigured
from second_look.reputation import Outcome, changed, counts_from, floor, reputation
from second_look.thresholds import FILE, HALF_LIFE, MEMORY, OUTCOMES_OF_A_DECISION, REFRESH, load

NOW = datetime(2026, 11, 22, 14, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)

outcomes = st.lists(
    st.builds(
        Outcome,
        st.booleans(),
        st.integers(0, 400 * 24).map(lambda hours: NOW - hours * HOUR),
        st.none() | st.integers(0, 3).map(lambda number: UUID(int=number)),
    ),
    max_size=12,
)


@given(st.floats(0, 500), st.floats(0, 500))
def test_the_floor_is_the_quantile_of_the_beta_distribution(good: float, bad: float) -> None:
    assert floor(good, bad) == pytest.approx(beta.ppf(0.05, good + 1, bad + 1), abs=1e-6)


def test_who_is_not_known_stands_low_and_is_not_guilty() -> None:
    assert floor(0, 0) == 0.05
    assert floor(0, 1) < floor(0, 0) < floor(1, 0) < floor(20, 1) < floor(20, 0)


def test_an_outcome_says_half_as_much_a_half_life_later() -> None:
    made = reputation([Outcome(True, NOW - HALF_LIFE), Outcome(False, NOW - 2 * HALF_LIFE)], NOW)
    assert (made.good, made.bad) == (0.5, 0.25)
    assert reputation([Outcome(True, NOW - MEMORY)], NOW).good == 0


def test_one_decision_on_many_days_does_not_decide_all() -> None:
    bulk = [Outcome(False, NOW, UUID(int=1)) for _ in range(30)]
    assert reputation(bulk, NOW).bad == OUTCOMES_OF_A_DECISION
    others = [Outcome(False, NOW, UUID(int=number)) for number in range(2, 5)]
    assert reputation(bulk + others, NOW).bad == OUTCOMES_OF_A_DECISION + 3
    assert reputation([Outcome(False, NOW) for _ in range(30)], NOW).bad == 30


@pytest.mark.parametrize(("minute", "hours"), [(0, 1), (49, 1), (50, 1), (51, 2), (59, 2)])
def test_it_counts_from_a_full_hour_that_is_far_enough(minute: int, hours: int) -> None:
    now = NOW.replace(minute=minute)
    assert counts_from(now) == now.replace(minute=0) + hours * HOUR


def test_nothing_is_published_of_whom_nothing_is_known() -> None:
    assert changed(None, [], NOW) is None


def test_a_new_outcome_is_published_at_once_and_an_old_one_never_again() -> None:
    first = changed(None, [Outcome(True, NOW - HOUR)], NOW)
    assert first is not None
    assert changed(first, [Outcome(True, NOW - HOUR)], NOW + 5 * HOUR) is None
    later = [Outcome(True, NOW - HOUR), Outcome(False, NOW + 3 * HOUR)]
    second = changed(first, later, NOW + 4 * HOUR)
    assert second is not None
    assert second.since == first.since + 4 * HOUR
    assert second.bad == pytest.approx(1, abs=0.01)


def test_an_overturned_outcome_is_taken_back() -> None:
    bad = changed(None, [Outcome(False, NOW)], NOW)
    taken_back = changed(bad, [], NOW + HOUR)
    assert taken_back is not None
    assert (taken_back.good, taken_back.bad, taken_back.floor) == (0, 0, 0.05)


def test_it_is_refreshed_until_it_has_decayed() -> None:
    known = [Outcome(True, NOW)]
    last = changed(None, known, NOW)
    assert last is not None
    assert changed(last, known, NOW + REFRESH) is None
    refreshed = changed(last, known, NOW + REFRESH + HOUR)
    assert refreshed is not None
    assert refreshed.good < last.good
    assert changed(reputation(known, NOW + MEMORY), known, NOW + 2 * MEMORY) is None


@given(outcomes)
def test_the_same_outcomes_are_published_once(known: list[Outcome]) -> None:
    first = changed(None, known, NOW)
    if first is None:
        assert not known
        return
    assert first == reputation(known, first.since)
    assert 0 <= first.floor <= 1
    assert changed(first, list(reversed(known)), NOW + HOUR) is None


@given(outcomes)
def test_each_outcome_counts_for_its_side(known: list[Outcome]) -> None:
    before = reputation(known, NOW)
    better = reputation([*known, Outcome(True, NOW, UUID(int=9))], NOW)
    worse = reputation([*known, Outcome(False, NOW, UUID(int=9))], NOW)
    assert worse.floor < before.floor < better.floor


@pytest.mark.parametrize(("was", "is_"), [("value: 60", "value: many"), ("refresh:", "fresh:"), ("unit: days", "")])
def test_limits_that_are_wrong_say_so(tmp_path: Path, was: str, is_: str) -> None:
    file = tmp_path / "thresholds.yaml"
    file.write_text(FILE.read_text().replace(was, is_, 1))
    with pytest.raises(Misconfigured, match="limits of reputations"):
        load(file)
