"""How fast the first look judges, what it remembers of a source, and that how plays are batched changes nothing.

The whole first look: ids, rules, features, models and sightings. The models are trained on the mix's own plays, so that
every source type that has enough of them is scored.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import numpy as np

from benchmarks.fraud_countries import Matrix, known_rows
from benchmarks.fraud_models import Live
from benchmarks.fraud_state import state_rows
from benchmarks.mix import NOW, Mix
from benchmarks.report import Row, report
from benchmarks.stages import AnyIds, alone, of_topic, with_codecs
from benchmarks.third_look import third_look_rows
from kernel.batch import Batches, Raw, Tables
from kernel.codec import Codecs
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import SourceId
from kernel.stage import Stage
from kernel.state import PartitionTable
from kernel.topics import FRAUD_SIGHTINGS
from stream_processors.fraud.models.schedule import FixedModels
from stream_processors.fraud.scoring import make_step
from stream_processors.fraud.second_look.stage import second_look_stage
from stream_processors.fraud.stage import fraud_stage
from stream_processors.fraud.third_look.look import looks
from training import loda
from training.fit import fit
from training.offline import Judged, judge

PLAYS: Final = 30_000
BATCH: Final = 1_000
SECOND_BATCHES: Final = 5
"""Batches of the first look that the second look, which may wait for longer, takes together."""
RUNS: Final = 3
"""Times that a speed is measured; the best counts, since whatever else the machine does only slows it down."""
SINGLES: Final = 5_000
EVENTS_TARGET: Final = 20_000.0
P99_TARGET_MS: Final = 5.0
THREADS: Final = 4
ROWS_ALONE: Final = 300
"""Rows that PyOD scores one by one; it takes milliseconds for each."""


class Sources:
    """Every source that is asked for is registered, for a year; others can be added."""

    def __init__(self) -> None:
        self.known: dict[SourceId, Source] = {}

    def __call__(self, source_id: SourceId) -> Source:
        source = self.known.get(source_id)
        if source is None:
            source = self.known[source_id] = Source(
                source_id=source_id,
                source_type=SourceType(source_id.split("-")[0]),
                name=source_id,
                standing=Standing.REGISTERED,
                registered_at=NOW - timedelta(days=365),
                changed_at=NOW - timedelta(days=365),
            )
        return source


def mixed(plays: int) -> list[RecognizedPlay]:
    """The mix's first plays."""
    mix = Mix()
    return [play for second in range(plays // BATCH) for play in mix.second(NOW + timedelta(seconds=second), BATCH)]


def models_of(plays: Sequence[RecognizedPlay], source_of: Sources) -> Live:
    """Models of the plays' features, by source type."""
    judged = judge(plays, lambda told: make_step(source_of, FixedModels(), told))
    known = known_rows(judged.features)
    types = np.array([play.source_type.value for play in plays])
    fitted = {each: fit(judged.features[known & (types == each.value)], each, seed=1) for each in SourceType}
    return Live({source_type: found.scorer for source_type, found in fitted.items() if found is not None})


def main() -> int:
    """Prints the figures; 1 where one misses its target."""
    plays = mixed(PLAYS)
    sources = Sources()
    models = models_of(plays, sources)
    stage = fraud_stage(sources, models)
    rows = [
        *speed(stage, fraud_stage(sources, FixedModels()), plays),
        *one_by_one(stage, plays),
        *second_look(stage, plays),
        *third_look_rows(),
        *against_pyod(models, plays, sources),
        *sameness(plays, sources, models),
        *state_rows(stage, sources.known),
    ]
    return 0 if report("fraud_speed", rows) else 1


def speed(stage: Stage[RecognizedPlay], without: Stage[RecognizedPlay], plays: Sequence[RecognizedPlay]) -> list[Row]:
    """Events a second and core in batches."""
    batches = [plays[start : start + BATCH] for start in range(0, len(plays), BATCH)]
    bare = len(plays) / min(alone(without, batches)[0] for _ in range(RUNS))
    step = len(plays) / min(alone(stage, batches)[0] for _ in range(RUNS))
    whole = len(plays) / min(with_codecs(stage, batches) for _ in range(RUNS))
    return [
        Row(
            "first look, batches of 1,000",
            step,
            "events/s a core",
            f"without models {bare:,.0f}",
            step / bare,
            f">= {EVENTS_TARGET:,.0f}",
            step >= EVENTS_TARGET,
        ),
        Row("first look, with codecs", whole, "events/s a core", "the step alone", whole / step),
    ]


def one_by_one(stage: Stage[RecognizedPlay], plays: Sequence[RecognizedPlay]) -> list[Row]:
    """Time from one play's bytes to those of its outputs and changes, of the last plays of the mix."""
    codecs = Codecs(AnyIds())
    codec = codecs.get(stage.reads)
    runner = Batches("benchmark", stage, codecs)
    tables = Tables(PartitionTable(topic, codecs.get(topic)) for topic in stage.tables)
    took = []
    for play in plays[-SINGLES:]:
        raw = Raw(0, b"key", codec.encode(play), [])
        started = time.perf_counter()
        result = runner.run(0, [raw], tables)
        for table in tables.all():
            table.commit(dict(table.changes()))
        took.append(time.perf_counter() - started)
        assert not result.dead
    half, most = np.quantile(took, [0.5, 0.99]) * 1000
    return [
        Row(
            "one event alone, p99",
            float(most),
            "ms",
            f"p50 {half:.2f} ms, {SINGLES:,} events",
            target=f"< {P99_TARGET_MS:.0f}",
            holds=bool(most < P99_TARGET_MS),
        )
    ]


def second_look(stage: Stage[RecognizedPlay], plays: Sequence[RecognizedPlay]) -> list[Row]:
    """What a sighting costs the second look."""
    size = BATCH * SECOND_BATCHES
    batches = [plays[start : start + size] for start in range(0, len(plays), size)]
    sightings = of_topic(alone(stage, batches)[1], FRAUD_SIGHTINGS)
    count = sum(len(record.sightings) for batch in sightings for record in batch)
    seconds = alone(second_look_stage(), sightings)[0]
    return [Row("second look", seconds / count * 1e6, "µs a sighting", f"{count:,} sightings")]


def against_pyod(models: Live, plays: Sequence[RecognizedPlay], source_of: Sources) -> list[Row]:
    """Scoring the rows of phones by the models, and by PyOD's LODA trained on the same rows."""
    phones = [play for play in plays if play.source_type is SourceType.PHONE]
    features = judge(phones, lambda told: make_step(source_of, FixedModels(), told)).features
    scorer = models.scorers[SourceType.PHONE]
    detector = loda.train(features, seed=1)
    ours = seconds_a_row(lambda x: scorer.scores(x), features, len(features))
    ours_alone = seconds_a_row(lambda x: scorer.scores(x), features[:SINGLES], 1)
    theirs = seconds_a_row(detector.decision_function, features, len(features))
    theirs_alone = seconds_a_row(detector.decision_function, features[:ROWS_ALONE], 1)
    return [
        Row(
            "models, one row alone",
            ours_alone * 1e6,
            "µs",
            f"PyOD's LODA {theirs_alone * 1e6:,.0f} µs",
            ours_alone / theirs_alone,
        ),
        Row("models, a row of many", ours * 1e6, "µs", f"PyOD's LODA {theirs * 1e6:.1f} µs", ours / theirs),
    ]


def seconds_a_row(score: Callable[[Matrix], object], features: Matrix, size: int) -> float:
    """CPU a row, `size` rows at once."""
    started = time.process_time()
    for start in range(0, len(features), size):
        score(features[start : start + size])
    return (time.process_time() - started) / len(features)


def sameness(plays: Sequence[RecognizedPlay], source_of: Sources, models: Live) -> Iterator[Row]:
    """Whether scores, verdicts, reasons and findings are the same for any batches, and in threads by source."""

    def result(some: Sequence[RecognizedPlay], batch: int) -> Judged:
        return judge(some, lambda told: make_step(source_of, models, told), second_look_stage().step, batch, looks)

    whole = result(plays, 10_000)
    for size in (1, 7):
        differing = differences(whole, result(plays, size))
        yield Row(
            f"scores that differ, batches of {size} and 10,000", differing, "plays", target="0", holds=not differing
        )
    parts = [[play for play in plays if hash_of(play) == number] for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        threaded = list(pool.map(lambda part: result(part, BATCH), parts))
    one_thread = [result(part, 10_000) for part in parts]
    differing = sum(differences(one, other) for one, other in zip(one_thread, threaded, strict=True))
    yield Row(f"scores that differ, {THREADS} threads and one", differing, "plays", target="0", holds=not differing)


def differences(one: Judged, other: Judged) -> int:
    """How many plays have another score, verdict or reason; bit by bit."""
    differ = one.scores != other.scores
    differ |= np.array([a != b for a, b in zip(one.verdicts, other.verdicts, strict=True)], dtype=bool)
    differ |= np.array([a != b for a, b in zip(one.reasons, other.reasons, strict=True)], dtype=bool)
    return int(differ.sum()) + (one.findings != other.findings)


def hash_of(play: RecognizedPlay) -> int:
    """The thread that judges the play's source."""
    return sum(play.source_id.encode()) % THREADS


if __name__ == "__main__":
    sys.exit(main())
