"""How a stage grows: one worker on 1, 2 and 4 partitions, and 1, 2 and 4 workers on 4.

The stage, the plays and the servers are those of benchmarks/stage.py. Only the time counts in which every partition was
written to, by the broker's clock: from the slowest one's first record to the first one's last. Workers share the
machine's processors with the broker, so that processor time a play tells what more workers cost by themselves.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from confluent_kafka import TopicPartition

from benchmarks.report import Row, report
from benchmarks.stage import SECONDS, STOP_SECONDS, cpu_seconds, fill, moments, own_topics
from kernel.kafka import consumer
from kernel.settings import Settings
from tests.waiting import wait_until

SHAPES: Final = ((1, 1), (2, 1), (4, 1), (4, 2), (4, 4))
"""Partitions and workers."""


@dataclass(frozen=True, slots=True)
class Run:
    """Plays a second while all work, and processor time of all workers a play, in microseconds."""

    rate: float
    cpu_us: float


def measured(settings: Settings, count: int, partitions: int, workers: int) -> Run:
    """The rate of so many workers. RuntimeError where one ends early."""
    with own_topics(settings, ["out"], partitions) as (source, targets), ExitStack() as ends:
        target = targets["out"]
        fill(settings, source, count)
        client = consumer(settings.kafka, target)
        ends.callback(client.close)
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        running = [ends.enter_context(_worker(source, target, folder, slot)) for slot in range(workers)]

        def written() -> list[int]:
            for slot, each in enumerate(running):
                if each.poll() is not None:
                    raise RuntimeError(f"worker {slot} ended: {(folder / str(slot) / 'log').read_text()[-2000:]}")
            places = [TopicPartition(target, number) for number in range(partitions)]
            return [client.get_watermark_offsets(place, 10)[1] for place in places]

        wait_until(lambda: all(written()), SECONDS, "a play in each partition")
        before, cpu_before = sum(written()), sum(cpu_seconds(each.pid) for each in running)
        wait_until(lambda: sum(written()) >= count, SECONDS, f"{count} plays by {workers} workers")
        cpu = sum(cpu_seconds(each.pid) for each in running) - cpu_before
        at = moments(settings, target, count, partitions)
    begin, end = max(min(each) for each in at.values()), min(max(each) for each in at.values())
    within = sum(begin <= each <= end for partition in at.values() for each in partition)
    return Run(within / (end - begin) * 1000, cpu / (count - before) * 1e6)


@contextmanager
def _worker(source: str, target: str, folder: Path, slot: int) -> Iterator["subprocess.Popen[bytes]"]:
    own = folder / str(slot)
    own.mkdir()
    with (own / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.stage_programs", "kernel", source, target, target],
            env={**os.environ, "INJYANA_STATE_DIR": str(own), "INJYANA_SLOT": str(slot)},
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


def figures(runs: dict[tuple[int, int], Run]) -> list[Row]:
    """Each shape beside one worker on one partition, and beside one worker on as many."""
    rows: list[Row] = []
    for (partitions, workers), run in runs.items():
        name = f"{workers} on {partitions}"
        alone = (1, 1) if workers == 1 else (partitions, 1)
        against = None if alone == (partitions, workers) else f"1 on {alone[0]}"
        ratio, cost = run.rate / runs[alone].rate, run.cpu_us / runs[alone].cpu_us
        rows += [
            Row(f"workers on partitions, {name}", run.rate, "plays/s", against, ratio if against else None),
            Row(f"processor time, {name}", run.cpu_us, "us a play", against, cost if against else None),
        ]
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plays", type=int, default=60_000)
    count = parser.parse_args().plays
    settings = Settings()
    return 0 if report("scaling", figures({each: measured(settings, count, *each) for each in SHAPES})) else 1


if __name__ == "__main__":
    raise SystemExit(main())
