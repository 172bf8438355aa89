"""How many records aggregation writes per play: deltas and totals, at 1,000 plays a second of a realistic mix."""

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from zlib import crc32

import msgspec

from benchmarks.mix import NOW, Mix
from benchmarks.report import Row, report
from kernel.events.aggregates import Delta, WindowTotal
from kernel.events.event import Origin
from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.stage import MemoryTable, MemoryTables, Output, Received
from kernel.topics import PLAYS_SCORED, Topic
from stream_processors.aggregation.accumulate import TABLES, accumulate
from stream_processors.aggregation.combine import combine

PARTITIONS = 4
PLAYS_A_SECOND = 1000
SECONDS = 60
MOST_RECORDS = 10.0
"""Per play: what the broker and the sinks behind are planned for."""
WHERE = Origin(topic=PLAYS_SCORED.name, partition=0, offset=0)


class CountingTable(MemoryTable[WindowTotal]):
    """Counts what is put, as each put is a record of the table's topic."""

    puts = 0

    def put(self, key: str, value: WindowTotal) -> None:
        self.puts += 1
        super().put(key, value)


class CountingTables:
    """The tables of one partition."""

    def __init__(self) -> None:
        self.tables = {topic.name: CountingTable() for topic in TABLES.values()}

    def __getitem__(self, topic: Topic[WindowTotal]) -> CountingTable:
        return self.tables[topic.name]


@dataclass
class Written:
    """Records written in all, by topic."""

    plays: int = 0
    deltas: int = 0
    totals: Counter[str] = field(default_factory=Counter)

    @property
    def per_play(self) -> float:
        return (self.deltas + sum(self.totals.values())) / self.plays


def run(batch_seconds: int) -> Written:
    """The two steps over a minute of plays, each partition's batch of that many seconds at once."""
    mix = Mix()
    written = Written()
    tables = [CountingTables() for _ in range(PARTITIONS)]
    for start in range(0, SECONDS, batch_seconds):
        arrived = [
            play
            for second in range(start, start + batch_seconds)
            for play in mix.second(NOW + timedelta(seconds=second), PLAYS_A_SECOND)
        ]
        by_song: list[list[Received[ScoredPlay]]] = [[] for _ in range(PARTITIONS)]
        for play in arrived:
            by_song[partition(play.song_id)].append(Received(accepted(play), WHERE))
        deltas: list[list[Received[Delta]]] = [[] for _ in range(PARTITIONS)]
        for batch in by_song:
            for output in combine(batch, MemoryTables()):
                deltas[partition(output.key)].append(Received(as_delta(output), WHERE))
        for number, batch_of_deltas in enumerate(deltas):
            accumulate(batch_of_deltas, tables[number])  # type: ignore[arg-type]
        written.plays += len(arrived)
        written.deltas += sum(map(len, deltas))
    for of_partition in tables:
        written.totals.update({name: table.puts for name, table in of_partition.tables.items()})
    return written


def partition(key: str) -> int:
    return crc32(key.encode()) % PARTITIONS


def accepted(play: RecognizedPlay) -> ScoredPlay:
    return ScoredPlay(**msgspec.structs.asdict(play), verdict=Verdict.ACCEPTED, score=0.0, scored_by="benchmark")


def as_delta(output: Output) -> Delta:
    assert isinstance(output.event, Delta)
    return output.event


def main() -> int:
    """Prints the figures; 1 where more records are written than planned."""
    written = run(1)
    holds = written.per_play <= MOST_RECORDS
    rows = [
        Row(
            "records per play, 1 s batches",
            written.per_play,
            "records",
            target=f"<= {MOST_RECORDS:g}",
            holds=holds,
        ),
        Row("of them deltas", written.deltas / written.plays, "records"),
        *(Row(f"of them {name}", puts / written.plays, "records") for name, puts in written.totals.items()),
    ]
    longer = run(5).per_play
    rows.append(Row("records per play, 5 s batches", longer, "records", "1 s batches", longer / written.per_play))
    report("aggregation_writes", rows)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
