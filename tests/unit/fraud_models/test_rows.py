"""Rows to learn from: the running stage's own features, and of what was decided the newest word."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from kernel.errors import Refused
from kernel.events.plays import RecognizedPlay, Verdict
from kernel.events.sources import SourceType
from kernel.stage import MemoryTables
from simulation.country import START, AttackPlan, simulate
from simulation.truth import Truth
from stream_processors.fraud.features.names import WIDTH
from stream_processors.fraud.models.schedule import FixedModels
from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.scoring import make_step
from tests.unit.fraud.plays import received
from tests.unit.fraud_models.made import NOON
from training.reservoir import Reservoir
from training.rows import Gathered, Past, gather
from training.train import train

DAYS = 4
LEARN, JUDGE = START + timedelta(days=1), START + timedelta(days=3)


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    country = simulate(5, days=DAYS, sources=25, attacks=[AttackPlan("loop")], artists=40)
    found = [truth for truth in country.plays() if not truth.resend]
    return sorted(found, key=lambda truth: truth.play.origin.partition)


def gathered(plays: Sequence[Past], seed: int = 1) -> Gathered:
    return gather(plays, lambda _id: None, seed, learn_from=LEARN, judge_from=JUDGE)


def test_the_features_are_those_of_the_running_stage(truths: list[Truth]) -> None:
    plays = [truth.play for truth in truths if truth.play.origin.partition == truths[0].play.origin.partition]
    told: list[Floats] = []

    def hear(_plays: Sequence[RecognizedPlay], vectors: Floats) -> None:
        told.append(vectors.copy())

    step = make_step(lambda _id: None, FixedModels(), hear)
    tables = MemoryTables()
    for start in range(0, len(plays), 7):
        step(received(plays[start : start + 7]), tables)
    found = gather([Past(play) for play in plays], lambda _id: None, 1, learn_from=START, judge_from=JUDGE)
    expected = {tuple(row) for row in np.concatenate(told).tolist()}
    rows = [tuple(row) for each in found.learn.values() for row in each.x.tolist()]
    assert len(rows) > 100
    assert set(rows) <= expected


def test_what_hit_a_rule_or_a_finding_is_not_learned_from_unless_it_was_reviewed(truths: list[Truth]) -> None:
    plays = [truth.play for truth in truths]
    plain = sum(len(rows.x) for rows in gathered([Past(play) for play in plays]).learn.values())
    assert plain > 500
    assert not gathered([Past(play, ("shared_sequence",)) for play in plays]).learn
    held = gathered([Past(play, ("behaviour",)) for play in plays])
    assert sum(len(rows.x) for rows in held.learn.values()) == plain
    released = gathered([Past(play, ("shared_sequence",), Verdict.ACCEPTED) for play in plays])
    assert all((rows.labels == 0.0).all() for rows in released.learn.values())
    assert sum(len(rows.x) for rows in released.learn.values()) >= plain
    rejected = gathered([Past(play, (), Verdict.REJECTED) for play in plays])
    assert all((rows.labels == 1.0).all() for rows in rejected.learn.values())
    undecided = gathered([Past(play, (), Verdict.HELD) for play in plays])
    assert all(np.isnan(rows.labels).all() for rows in undecided.learn.values())


def test_the_newest_days_judge_and_do_not_teach(truths: list[Truth]) -> None:
    found = gathered([Past(truth.play) for truth in truths])
    assert all((rows.received < JUDGE.timestamp()).all() for rows in found.learn.values())
    assert all((rows.received >= LEARN.timestamp()).all() for rows in found.learn.values())
    assert all((rows.received >= JUDGE.timestamp()).all() for rows in found.judge.values())
    assert found.judge.keys() == {SourceType(truth.play.source_type) for truth in truths}


def test_a_training_too_short_or_without_plays_is_refused(truths: list[Truth]) -> None:
    def trained(days: float, plays: Sequence[Past]) -> None:
        until = START + timedelta(days=days)
        train(plays, lambda _id: None, since=START, until=until, seed=1, now=NOON)

    with pytest.raises(Refused, match="3 days"):
        trained(2.9, [])
    with pytest.raises(Refused, match="no plays"):
        trained(DAYS, [])
    with pytest.raises(Refused, match="too few plays"):
        trained(DAYS, [Past(truth.play) for truth in truths[:2000]])


class TestReservoir:
    def test_it_keeps_all_that_fit_in_their_order(self) -> None:
        kept = Reservoir(10, 1)
        rows = np.random.default_rng(1).random((10, WIDTH))
        for number, row in enumerate(rows):
            kept.add(row, float("nan"), number, float(number))
        found, _, sources, moments = kept.rows()
        assert (found == rows).all()
        assert sources.tolist() == moments.tolist() == list(range(10))

    def test_it_is_bounded_and_fair_to_sources_that_report_little(self) -> None:
        kept = Reservoir(100, 1)
        row = np.zeros(WIDTH)
        for number in range(5_000):
            kept.add(row, float("nan"), 0, float(number))
            if number % 100 == 0:
                kept.add(row, float("nan"), 1 + number // 100, float(number))
        sources = kept.rows()[2]
        assert len(sources) == 100
        assert (sources > 0).sum() > 40

    def test_even_chances_take_each_row_alike(self) -> None:
        kept = Reservoir(1_000, 1, even=True)
        row = np.zeros(WIDTH)
        for number in range(20_000):
            kept.add(row, float("nan"), 0, float(number))
        moments = kept.rows()[3]
        assert moments.mean() == pytest.approx(10_000, rel=0.1)
        assert (moments > 10_000).mean() == pytest.approx(0.5, abs=0.05)

    def test_reviewed_rows_stay(self) -> None:
        kept = Reservoir(50, 1)
        row = np.zeros(WIDTH)
        for number in range(1_000):
            kept.add(row, 1.0 if number % 50 == 0 else float("nan"), number % 3, float(number))
        assert (kept.rows()[1] == 1.0).sum() == 20
