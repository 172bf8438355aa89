"""What the first look remembers: bytes a source in its topics and in memory, with 100,000 sources in real tables.

A simulated country of honest sources is judged for ten days, which fills the eight days that are remembered. Copies of
what was remembered of each phone, under ids of their own, then make 100,000 phones.
"""

import gc
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.report import Row
from benchmarks.stages import AnyIds
from kernel.batch import Batches, Raw, Tables
from kernel.codec import Codecs
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import Source, SourceType
from kernel.ids import SourceId
from kernel.stage import Stage
from kernel.state import PartitionTable
from simulation.country import simulate

SEED: Final = 1
DAYS: Final = 10
MODELS: Final = 300
"""Sources that are simulated; the others are copies of these."""
SOURCES: Final = 100_000
BATCH: Final = 1_000
LATE: Final = 15_000
"""The last plays; those of phones among them are judged on top of the full state."""
MIB: Final = 2**20
GIB: Final = 2**30


class World:
    """The plays of a simulated country, and a stage's tables after the earlier of them."""

    def __init__(self, stage: Stage[RecognizedPlay], plays: Sequence[RecognizedPlay]) -> None:
        self._codecs = Codecs(AnyIds())
        self._stage = stage
        self._runner = Batches("benchmark", stage, self._codecs)
        self.stored: dict[tuple[str, str], bytes] = {}
        self.run(plays, self.empty())

    def empty(self) -> Tables:
        return Tables(PartitionTable(topic, self._codecs.get(topic)) for topic in self._stage.tables)

    def run(self, plays: Sequence[RecognizedPlay], tables: Tables) -> float:
        """Seconds of CPU from the plays' bytes to the bytes of outputs and changes."""
        codec = self._codecs.get(self._stage.reads)
        raws = [Raw(0, b"key", codec.encode(play), []) for play in plays]
        started = time.process_time()
        for start in range(0, len(raws), BATCH):
            result = self._runner.run(0, raws[start : start + BATCH], tables)
            assert not result.dead
            for table in tables.all():
                written = dict(table.changes())
                table.commit(written)
                for key, value in written.items():
                    self._note(table.topic.name, key, value)
        return time.process_time() - started

    def _note(self, topic: str, key: str, value: bytes | None) -> None:
        """What the topic holds of a key, compacted."""
        if value is None:
            self.stored.pop((topic, key), None)
        else:
            self.stored[topic, key] = value


def state_rows(stage: Stage[RecognizedPlay], sources: dict[SourceId, Source]) -> Iterator[Row]:
    """The figures. `sources` is what the stage knows of sources; those simulated are added to it."""
    country = simulate(SEED, days=DAYS, sources=MODELS)
    sources.update({source.source_id: source for source in country.sources})
    plays = [truth.play for truth in country.plays()]
    plays, late = plays[:-LATE], plays[-LATE:]
    world = World(stage, plays)
    for source_type in SourceType:
        some = [source.source_id for source in country.sources if source.source_type is source_type]
        if some:
            own = {entry: value for entry, value in world.stored.items() if owner(entry) in set(some)}
            yield from by_topic(source_type, own, len(some), plays)
    phones = {source.source_id for source in country.sources if source.source_type is SourceType.PHONE}
    entries = [(*entry, value) for entry, value in world.stored.items() if owner(entry) in phones]
    tables = world.empty()
    before = resident()
    filled = fill(tables, entries, len(phones))
    a_phone = (resident() - before) / filled
    yield Row("memory a phone", a_phone, "bytes", f"{filled:,} phones in {a_phone * filled / MIB:,.0f} MiB")
    yield Row("memory of 1 million phones", a_phone * 1e6 / GIB, "GiB", "calculated; shared by the partitions' owners")
    late = [play for play in late if play.source_id in phones]
    seconds = world.run(late, tables)
    yield Row(f"with codecs, {filled:,} phones in state", len(late) / seconds, "events/s a core", "pasts to be decoded")


def by_topic(
    source_type: SourceType, stored: Mapping[tuple[str, str], bytes], sources: int, plays: Sequence[RecognizedPlay]
) -> Iterator[Row]:
    """Bytes of keys and values that a source of one type has in the state's topics."""
    sizes: Counter[str] = Counter()
    for (topic, key), value in stored.items():
        sizes[topic] += len(key.encode()) + len(value)
    a_day = sum(play.source_type is source_type for play in plays) / sources / DAYS
    parts = ", ".join(f"{topic} {size / sources:,.0f}" for topic, size in sorted(sizes.items()))
    yield Row(f"bytes a {source_type.value} of {a_day:.0f} plays a day", sum(sizes.values()) / sources, "bytes", parts)


def owner(entry: tuple[str, str]) -> SourceId:
    """The source that a key of the state belongs to."""
    return SourceId(entry[1].split("|")[0])


def fill(tables: Tables, entries: Sequence[tuple[str, str, bytes]], sources: int) -> int:
    """Loads copies of the entries as if read from the topics, and says of how many sources.

    The first copy keeps its source's own id, so that plays of it find it.
    """
    by_name = {table.topic.name: table for table in tables.all()}
    copies = SOURCES // sources
    for copy in range(copies):
        for topic, key, value in entries:
            name = key if copy == 0 else f"{copy}-{key}"
            by_name[topic].load(name.encode(), bytes(bytearray(value)))
    return copies * sources


def resident() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
