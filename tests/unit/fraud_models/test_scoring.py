"""Scores: the same bits in any company and on any thread, and what they say of odd rows."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from stream_processors.fraud.features.names import FEATURES, INDEX
from stream_processors.fraud.models.scoring import BLOCK, Scorer
from tests.unit.fraud_models.made import fraud, honest, scorers

SIZES = {1: 2_000, 7: 10_000, 1_000: 10_000}
"""Rows of a batch, and how many are judged so."""


@pytest.mark.parametrize("scorer", scorers(), ids=["unsupervised", "taught"])
class TestSameBits:
    def test_in_batches_of_any_size(self, scorer: Scorer) -> None:
        rows = np.concatenate([honest(1_000, 5), fraud(1_000, 6), honest(8_000, 7)])
        whole = scorer.scores(rows)
        for size, count in SIZES.items():
            parts = [scorer.scores(rows[start : min(start + size, count)]) for start in range(0, count, size)]
            assert (np.concatenate([part.tail for part in parts]) == whole.tail[:count]).all()
            assert (np.concatenate([part.score for part in parts]) == whole.score[:count]).all()

    def test_in_any_memory_layout_and_order(self, scorer: Scorer) -> None:
        rows = honest(3 * BLOCK + 1, 5)
        expected = scorer.scores(rows).tail
        assert (scorer.scores(np.asfortranarray(rows)).tail == expected).all()
        assert (scorer.scores(rows.tolist()).tail == expected).all()
        assert (scorer.scores(rows[::-1]).tail[::-1] == expected).all()

    def test_on_four_threads(self, scorer: Scorer) -> None:
        rows = honest(4_000, 5)
        expected = scorer.scores(rows).tail.tobytes()
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: scorer.scores(rows).tail.tobytes(), range(12)))
        assert set(found) == {expected}


@pytest.mark.parametrize("scorer", scorers(), ids=["unsupervised", "taught"])
def test_fraud_is_odder_than_what_is_honest(scorer: Scorer) -> None:
    plain, odd = scorer.scores(honest(2000, 5)), scorer.scores(fraud(2000, 6))
    assert np.median(odd.tail) < 0.02 < 0.3 < np.median(plain.tail)
    assert (plain.tail < 0.01).mean() == pytest.approx(0.01, abs=0.008)
    assert np.median(odd.score) > 0.2 > 0.05 > np.median(plain.score)
    assert plain.score.min() >= 0.0
    assert odd.score.max() < 1.0
    assert odd.tail.min() > 0.0


@pytest.mark.parametrize("scorer", scorers(), ids=["unsupervised", "taught"])
def test_the_features_that_make_a_row_odd_are_named_against_what_is_normal(scorer: Scorer) -> None:
    row = np.median(honest(2000), axis=0)
    row[INDEX["repeated_fingerprints"]] += 20.0
    first, *others = scorer.contributions(row)
    assert first.feature == "repeated_fingerprints"
    assert first.value == pytest.approx(FEATURES[INDEX[first.feature]].natural(row[INDEX[first.feature]]))
    assert first.low < first.high < first.value
    assert len(others) <= 2
    assert 0.0 < sum(each.weight for each in (first, *others)) <= 1.001
    assert [each.weight for each in others] == sorted((each.weight for each in others), reverse=True)


@pytest.mark.parametrize("scorer", scorers(), ids=["unsupervised", "taught"])
def test_what_is_not_known_counts_as_ordinary(scorer: Scorer) -> None:
    row = np.median(honest(2000), axis=0)
    unknown = row.copy()
    unknown[[3, 8]] = np.nan, np.inf
    assert scorer.scores([unknown]).tail[0] > 0.05
    assert not {each.feature for each in scorer.contributions(unknown)} & {FEATURES[3].name, FEATURES[8].name}


def test_no_rows_have_no_scores_and_other_widths_are_refused() -> None:
    scorer = scorers()[0]
    assert scorer.scores(np.empty((0, len(FEATURES)))).tail.shape == (0,)
    with pytest.raises(ValueError, match="features"):
        scorer.scores(np.zeros((2, len(FEATURES) + 1)))
