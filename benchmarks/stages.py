"""How many events a second each pure step works through on one core: alone, and with everything but Kafka.

"With codecs" is the kernel's own way: records decoded, the step, outputs and changes of state encoded.
"""

import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

from benchmarks import heard
from benchmarks.mix import NOW, Mix
from benchmarks.report import Row, report
from kernel.batch import Batches, Raw, Tables
from kernel.codec import Codecs
from kernel.events.event import Event, Origin
from kernel.garbage import rarely_collect
from kernel.stage import MemoryTables, Output, Received, Stage
from kernel.state import PartitionTable
from kernel.topics import AGGREGATES_DELTAS, DETECTIONS_RAW, PLAYS_SCORED, Topic
from stream_processors.aggregation.stages import accumulate_stage, combine_stage
from stream_processors.fraud.models.schedule import FixedModels
from stream_processors.fraud.stage import fraud_stage
from stream_processors.recognition.step import make_step

E = TypeVar("E", bound=Event)

PLAYS = 30_000
CLIPS = 5_000
BATCH = 1000
FRAUD_TARGET = 20_000.0
"""Events a second and core, as designed for the rules."""


class AnyIds:
    """Schema ids without a registry: one for all, since each codec reads what it wrote itself."""

    def id_of(self, _subject: str, _schema: str) -> int:
        return 1

    def schema_of(self, schema_id: int) -> str:
        raise LookupError(f"nothing was written with the schema {schema_id}")


def alone(stage: Stage[E], batches: Sequence[Sequence[E]]) -> tuple[float, list[list[Output]]]:
    """Seconds of CPU that the step takes, and what it puts out for each batch."""
    tables = MemoryTables()
    received = [
        [Received(event, Origin(topic=stage.reads.name, partition=0, offset=0)) for event in batch] for batch in batches
    ]
    rarely_collect()  # as the processes do
    started = time.process_time()
    outputs = [list(stage.step(batch, tables)) for batch in received]
    return time.process_time() - started, outputs


def with_codecs(stage: Stage[E], batches: Sequence[Sequence[E]]) -> float:
    """Seconds of CPU from a batch's bytes to the bytes of its outputs and changes."""
    codecs = Codecs(AnyIds())
    codec = codecs.get(stage.reads)
    raws = [[Raw(0, b"key", codec.encode(event), []) for event in batch] for batch in batches]
    runner = Batches("benchmark", stage, codecs)
    tables = Tables(PartitionTable(topic, codecs.get(topic)) for topic in stage.tables)
    started = time.process_time()
    for batch in raws:
        result = runner.run(0, batch, tables)
        assert not result.dead
        for table in tables.all():
            table.commit(dict(table.changes()))
    return time.process_time() - started


def of_topic(outputs: Sequence[Sequence[Output]], topic: Topic[E]) -> list[list[E]]:
    """The events of one topic, batch by batch."""
    return [[_event(output, topic) for output in batch if output.topic is topic] for batch in outputs]


def _event(output: Output, topic: Topic[E]) -> E:
    assert isinstance(output.event, topic.event)
    return output.event


def rows_of(name: str, stage: Stage[Any], batches: Sequence[Sequence[Any]], target: float | None) -> list[Row]:
    """Two figures of one step."""
    events = sum(map(len, batches))
    pure = events / alone(stage, batches)[0]
    whole = events / with_codecs(stage, batches)
    said, holds = None, None
    if target is not None:
        said, holds = f">= {target:,.0f}", pure >= target
    return [
        Row(f"{name}: the step alone", pure, "events/s a core", target=said, holds=holds),
        Row(f"{name}: with codecs", whole, "events/s a core", "the step alone", whole / pure),
    ]


def main() -> int:
    """Prints the figures; 1 where one misses its target."""
    mix = Mix()
    plays = [mix.second(NOW + timedelta(seconds=second), BATCH) for second in range(PLAYS // BATCH)]
    fraud = fraud_stage(lambda _source_id: None, FixedModels())
    combine = combine_stage(BATCH, 1.0)
    accumulate = accumulate_stage(BATCH, 1.0)
    scored = of_topic(alone(fraud, plays)[1], PLAYS_SCORED)
    deltas = of_topic(alone(combine, scored)[1], AGGREGATES_DELTAS)
    recognition = Stage(reads=DETECTIONS_RAW, step=make_step(heard.catalogue().now))
    rows = [
        *rows_of("recognition, 6 real songs", recognition, heard.detections(CLIPS, BATCH), None),
        *rows_of("fraud, without models", fraud, plays, FRAUD_TARGET),
        *rows_of("combine", combine, scored, None),
        *rows_of("accumulate", accumulate, deltas, None),
    ]
    report("stages", rows)
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
