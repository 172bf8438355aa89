"""Both looks with trained models: the same bits for batches of 1, 7 and 10,000, in threads, and for a replay."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from benchmarks.fraud_models import Live
from kernel.events.plays import RecognizedPlay, Verdict
from kernel.events.sources import Source, SourceType
from kernel.ids import SourceId
from simulation.country import AttackPlan, simulate
from stream_processors.fraud.models.schedule import FixedModels
from stream_processors.fraud.scoring import make_step
from stream_processors.fraud.second_look.step import step as second_look
from training.fit import fit
from training.offline import Judged, judge

THREADS = 4
PLAYS = 1_000


@cache
def country() -> tuple[tuple[RecognizedPlay, ...], dict[SourceId, Source]]:
    made = simulate(
        7,
        days=2,
        sources=12,
        attacks=[AttackPlan(name) for name in ("loop", "emulator_farm", "replay")],
        fraud_share=0.2,
        artists=30,
    )
    plays = [truth.play for truth in made.plays()]
    return tuple(plays[:PLAYS]), {source.source_id: source for source in made.sources}


@cache
def models() -> Live:
    """Of a country without fraud."""
    made = simulate(8, days=2, sources=30, artists=30)
    plays, sources = [truth.play for truth in made.plays()], {source.source_id: source for source in made.sources}
    judged = judge(plays, lambda told: make_step(sources.get, FixedModels(), told))
    known = np.isfinite(judged.features).all(axis=1)
    scorers = {}
    for source_type in SourceType:
        rows = known & np.array([play.source_type is source_type for play in plays])
        fitted = fit(judged.features[rows], source_type, seed=1)
        if fitted is not None:
            scorers[source_type] = fitted.scorer
    return Live(scorers)


def both_looks(plays: Sequence[RecognizedPlay], batch: int) -> Judged:
    sources = country()[1]
    return judge(plays, lambda told: make_step(sources.get, models(), told), second_look, batch)


@cache
def whole() -> Judged:
    return both_looks(country()[0], 10_000)


def same(one: Judged, other: Judged) -> None:
    assert one.event_ids == other.event_ids
    assert one.verdicts == other.verdicts
    assert one.reasons == other.reasons
    assert one.scores.tobytes() == other.scores.tobytes()
    assert one.features.tobytes() == other.features.tobytes()
    assert one.findings == other.findings


def test_the_country_has_something_to_find() -> None:
    found = whole()
    assert set(found.verdicts) >= {Verdict.ACCEPTED, Verdict.HELD}
    assert any("behaviour" in reasons for reasons in found.reasons)
    assert found.findings
    assert models().scorers


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_batches_of_any_size_give_the_same(batch: int) -> None:
    same(both_looks(country()[0], batch), whole())


def test_threads_that_share_the_models_give_the_same() -> None:
    plays = country()[0]
    parts = [[play for play in plays if sum(play.source_id.encode()) % THREADS == part] for part in range(THREADS)]
    models()
    with ThreadPoolExecutor(THREADS) as pool:
        threaded = list(pool.map(lambda part: both_looks(part, 50), parts))
    for part, found in zip(parts, threaded, strict=True):
        same(both_looks(part, 10_000), found)
