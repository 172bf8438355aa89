"""What the third look costs: time a play, and what it remembers of each phone while it looks.

A simulated country of honest people is taken in again and again, each time as other people with the same habits.
"""

import gc
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.report import Row
from kernel.events.sources import SourceType
from kernel.ids import SourceId
from simulation.country import simulate
from stream_processors.fraud.third_look.airplay import Airplay
from stream_processors.fraud.third_look.country import Country
from stream_processors.fraud.third_look.heard import Heard, Listener, heard, listener
from stream_processors.fraud.third_look.look import look

SEED: Final = 1
DAYS: Final = 14
SOURCES: Final = 300
COPIES: Final = 40
MILLION: Final = 1_000_000
GIB: Final = 2**30


def third_look_rows() -> Iterator[Row]:
    """Seconds are CPU of this process; bytes are what Python allocated."""
    people = listeners()
    plays = sum(len(each.plays) for each in people) * COPIES
    phones = sum(each.source_type is SourceType.PHONE for each in people) * COPIES
    took, seen = taken(people)
    started = time.process_time()
    findings = len(list(look(seen, people[0].plays[0].day + DAYS)))
    found = time.process_time() - started
    tracemalloc.start()
    _, kept = taken(people)
    size = tracemalloc.get_traced_memory()[0] / phones
    tracemalloc.stop()
    yield Row("third look, a play taken in", took / plays * 1e6, "µs", f"{plays:,} plays of {phones:,} phones")
    yield Row("third look, all kinds", found, "s", f"{phones:,} phones, {kept.all_plays:,} plays, {findings} findings")
    yield Row("third look, what is kept of a phone", size, "bytes", f"1 million: {size * MILLION / GIB:.2f} GiB")


def listeners() -> list[Listener]:
    """A country's sources with their plays."""
    plays: dict[tuple[SourceId, SourceType], list[Heard]] = defaultdict(list)
    for each in simulate(SEED, days=DAYS, sources=SOURCES).plays():
        plays[each.play.source_id, each.play.source_type].append(heard(each.play))
    return [listener(*source, some) for source, some in plays.items()]


def taken(people: Sequence[Listener]) -> tuple[float, Country]:
    """Seconds that it took to take all copies in, and what is remembered of them."""
    gc.collect()
    seen = Country(Airplay())
    for each in people:
        if each.source_type is SourceType.RADIO:
            seen.airplay.log(each)
    started = time.process_time()
    for copy in range(COPIES):
        for each in people:
            seen.take(Listener(SourceId(f"{each.source_id}-{copy}"), each.source_type, each.plays))
    return time.process_time() - started, seen
