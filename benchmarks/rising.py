"""End to end at rising rates, until what was sent is not in the ledger soon after: where the limit lies, and of what.

Run on a stack of its own: python -m benchmarks.rising. The load generator takes part of the machine's processors, and
is shown beside the processes.
"""

import asyncio
import itertools
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import psycopg
from rich.console import Console

from benchmarks.end_to_end import WARM_SECONDS, Load, prepared, stored
from benchmarks.processor_time import processor_seconds
from benchmarks.report import Row, report
from injyana.commands.stack import start
from injyana.demo.settle import until
from injyana.local.settings import LocalSettings
from injyana.local.stack import Stack

RATES: Final = (250, 500, 750, 1_000, 1_500, 2_000)
"""Plays a second."""
SECONDS: Final = 20
KEEPS_UP_SECONDS: Final = 3.0
"""After the last request everything is stored within so long, or lag grows."""
TRIES: Final = 2
"""At a rate: a machine with other work stalls now and then."""
GIVE_UP_SECONDS: Final = 120
LOADER: Final = "load generator"


@dataclass(frozen=True, slots=True)
class Step:
    """One rate: what was taken a second, seconds from the last request until all was stored, waits, and the processors
    that each program kept busy."""

    rate: int
    plays: int
    taken: float
    drained_s: float
    p50_s: float
    p99_s: float
    busy: dict[str, float]

    @property
    def keeps_up(self) -> bool:
        return self.drained_s <= KEEPS_UP_SECONDS and self.taken >= 0.97 * self.rate


def main() -> int:
    """Starts a stack, measures, reports, stops it."""
    local = LocalSettings(state_dir=Path(".local/bench"), port_offset=7000)
    os.environ.update(local.environment())
    out = Console()
    stack = Stack(local, out)
    try:
        stack.wipe()  # plays of an earlier run would be copied ones to fraud's second look
        start(stack, out)
        steps, kept = climbed(stack)
        rows = figures(steps) + kept
    finally:
        stack.stop()
    return 0 if report("rising", rows) else 1


def climbed(stack: Stack) -> tuple[list[Step], list[Row]]:
    """Every rate until one is too much, and what a play takes of discs."""
    asyncio.run(prepared(stack, RATES[0] * WARM_SECONDS).run(stack.local.gateway, RATES[0], WARM_SECONDS))
    steps: list[Step] = []
    kafka, database, plays = kafka_bytes(stack), database_bytes(stack), 0
    seeds = itertools.count(4)
    for rate in RATES:
        for _ in range(TRIES):
            found = step(stack, prepared(stack, rate * SECONDS, next(seeds)), rate)
            plays += found.plays
            if found.keeps_up:
                break
        steps.append(found)
        if not found.keeps_up:
            break
    return steps, [
        Row("kept by Kafka", (kafka_bytes(stack) - kafka) / plays, "bytes/play", "all topics, one replica"),
        Row("kept by PostgreSQL", (database_bytes(stack) - database) / plays, "bytes/play", "rows, indexes, evidence"),
    ]


def step(stack: Stack, load: Load, rate: int) -> Step:
    """Measures one rate, from nothing in flight to nothing in flight."""
    before, own, began = processor_seconds(stack), own_seconds(), time.monotonic()
    asyncio.run(load.run(stack.local.gateway, rate, SECONDS))
    ended = time.monotonic()
    sent = list(load.sent)
    committed = until(lambda: stored(stack.local, sent), lambda found: len(found) == len(sent), GIVE_UP_SECONDS)
    drained = time.monotonic()
    after = processor_seconds(stack)
    busy = {name: (after[name] - before.get(name, 0.0)) / (drained - began) for name in after}
    waits = np.array([at - load.sent[id_] for id_, at in committed.items()])
    p50, p99 = (float(np.percentile(waits, share)) for share in (50, 99))
    busy[LOADER] = (own_seconds() - own) / (drained - began)
    return Step(rate, len(sent), len(sent) / (ended - began), drained - ended, p50, p99, busy)


def kafka_bytes(stack: Stack) -> int:
    """What the broker's log folders hold; files are sparse at their ends, so what is written counts."""
    files = (stack.local.state / "kafka").rglob("*.log")
    return sum(file.stat().st_blocks * 512 for file in files)


def database_bytes(stack: Stack) -> int:
    """What the database takes on its disc."""
    with psycopg.connect(stack.local.database) as connection:
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(found[0]) if found else 0


def own_seconds() -> float:
    """Processor time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def figures(steps: list[Step]) -> list[Row]:
    """The limit, and each step's waits and processors."""
    kept = [each for each in steps if each.keeps_up]
    cores = os.cpu_count() or 1
    highest = kept[-1].rate if kept else 0
    rows = [Row("the highest rate that is kept up with", highest, "plays/s", f"{cores} processors")]
    for each in steps:
        at = f"{each.rate} plays/s"
        rows += [
            Row("HTTP to ledger, p50", each.p50_s, "s", at),
            Row("HTTP to ledger, p99", each.p99_s, "s", at),
            Row("stored after the last request", each.drained_s, "s", at),
            Row("processors busy in all", sum(each.busy.values()), f"of {cores}", at),
        ]
        most = sorted(each.busy.items(), key=lambda found: -found[1])
        rows += [Row(f"processors, {name}", busy, "processors", at) for name, busy in most if busy >= 0.01]
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
