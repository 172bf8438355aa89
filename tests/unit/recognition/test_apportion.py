"""Which of several walks each moment belongs to."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fingerprinting.lookup.apportion import ENTRY, Part, apportion
from fingerprinting.lookup.diagonal import Walk


def walk(begin: int, scores: list[float]) -> Walk:
    return Walk(begin, begin + len(scores), np.zeros(len(scores), np.int64), np.array(scores))


def test_one_walk_is_taken_from_end_to_end_over_what_does_not_fit() -> None:
    assert apportion([walk(5, [0.3] * 20 + [-0.2] * 30 + [0.3] * 20)]) == [Part(0, 5, 75)]


def test_where_two_meet_each_gets_what_it_explains_better() -> None:
    first, second = [0.3] * 50 + [0.02] * 50, [0.02] * 50 + [0.3] * 50
    assert apportion([walk(0, first), walk(0, second)]) == [Part(0, 0, 50), Part(1, 50, 100)]


def test_a_short_stretch_that_fits_another_a_little_better_changes_nothing() -> None:
    assert apportion([walk(0, [0.3] * 60), walk(20, [0.33] * 10)]) == [Part(0, 0, 60)]


def test_what_is_too_little_is_nothing() -> None:
    assert apportion([]) == []
    assert apportion([walk(0, [0.3] * 3)]) == []


SCORES = st.integers(-38, 21).map(lambda number: number / 64)
"""Sums of these are exact."""

WALKS = st.lists(st.builds(walk, st.integers(0, 30), st.lists(SCORES, min_size=1, max_size=30)), max_size=4)


@given(WALKS)
def test_parts_follow_each_other_within_their_walks_and_are_worth_their_entries(walks: list[Walk]) -> None:
    parts = apportion(walks)
    for before, after in pairwise(parts):
        assert before.end <= after.begin
        assert before.walk != after.walk
    for part in parts:
        assert walks[part.walk].begin <= part.begin < part.end <= walks[part.walk].end
    best_alone = max((_best(each.scores.tolist()) for each in walks), default=0.0)
    assert bool(parts) == (best_alone > ENTRY)


def _best(scores: list[float]) -> float:
    best = here = 0.0
    for score in scores:
        here = max(here + score, 0.0)
        best = max(best, here)
    return best
