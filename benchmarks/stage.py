"""What exactly-once costs: a stage that passes plays on, with its transactions, beside stock Faust without any.

Same records, same broker, one process each, one after the other. The broker's own clock counts: from the first to the
last record that it appended to the output. Reads Settings for the servers; needs `injyana up`.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from confluent_kafka import KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient

from benchmarks.mix import NOW, Mix
from benchmarks.report import Row, report
from benchmarks.stage_programs import plays
from kernel.codec import Codec, schema_text
from kernel.kafka import consumer, is_end, producer_config
from kernel.registry import Registry
from kernel.settings import Settings
from tests.waiting import wait_until

PARTITIONS = 4
PLAYS_A_SECOND = 1000
SECONDS = 180
STOP_SECONDS = 20
TARGET = 1.5


def measure(settings: Settings, count: int) -> list[Row]:
    """The rates of all three, one after the other."""
    kinds = ("kernel", "stock", "bytes")
    with own_topics(settings, kinds) as (source, targets):
        fill(settings, source, count)
        stage, stock, forwarded = (_run(settings, kind, source, targets[kind], count) for kind in kinds)
    ratio = stage.rate / stock.rate
    target = f"at least {TARGET:g}x"
    against = "stock Faust"
    cpu = stage.cpu_us / stock.cpu_us
    return [
        Row("stock Faust, at least once", stock.rate, "plays/s"),
        Row("a stage, exactly once", stage.rate, "plays/s", against, ratio, target, ratio >= TARGET),
        Row("stock Faust, undecoded bytes", forwarded.rate, "plays/s", against, forwarded.rate / stock.rate),
        Row("CPU of stock Faust", stock.cpu_us, "us/play"),
        Row("CPU of a stage", stage.cpu_us, "us/play", against, cpu),
        Row("memory of a stage", stage.memory_mb, "MB", against, stage.memory_mb / stock.memory_mb),
    ]


@dataclass(frozen=True, slots=True)
class Run:
    """Plays a second, CPU of the process for each play after its start, and the most memory that it took."""

    rate: float
    cpu_us: float
    memory_mb: float


@contextmanager
def own_topics(
    settings: Settings, kinds: Iterable[str], partitions: int = PARTITIONS
) -> Iterator[tuple[str, dict[str, str]]]:
    """A topic to read, and one to write for each kind, that are removed afterwards."""
    run = uuid4().hex[:8]
    source, targets = f"bench-{run}.in", {kind: f"bench-{run}.{kind}" for kind in kinds}
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    by_broker = {"message.timestamp.type": "LogAppendTime"}
    names = [source, *targets.values()]
    for future in admin.create_topics([NewTopic(name, partitions, 1, config=by_broker) for name in names]).values():
        future.result(30)
    with SchemaRegistryClient({"url": settings.registry}) as registry:
        for name in names:
            registry.register_schema(plays(name).subject, Schema(schema_text(plays(name).schema), "AVRO"))
    try:
        yield source, targets
    finally:
        for future in admin.delete_topics(names).values():
            future.result(30)


def fill(settings: Settings, source: str, count: int) -> None:
    """Puts so many plays of a mix of sources into the topic."""
    codec = Codec(plays(source), Registry(settings.registry))
    producer = Producer(producer_config(settings.kafka) | {"linger.ms": 100})
    mix = Mix()
    for second in range(-(-count // PLAYS_A_SECOND)):
        wanted = min(PLAYS_A_SECOND, count - second * PLAYS_A_SECOND)
        for play in mix.second(NOW + timedelta(seconds=second), wanted):
            producer.produce(source, codec.encode(play), play.source_id)
        producer.poll(0)
    if producer.flush(60):
        raise KafkaException(f"{source} could not be filled")


def _run(settings: Settings, kind: str, source: str, target: str, count: int) -> Run:
    """One process, from its start until it has passed on everything."""
    client = consumer(settings.kafka, target)
    partitions = [TopicPartition(target, number) for number in range(PARTITIONS)]

    def appended() -> int:
        return sum(client.get_watermark_offsets(partition, 10)[1] for partition in partitions)

    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.stage_programs", kind, source, target, target],
            env={**os.environ, "INJYANA_STATE_DIR": folder},
            stdout=log,
            stderr=log,
        )
        try:
            wait_until(lambda: appended() or process.poll() is not None, SECONDS, f"the first play of {kind}")
            before, cpu_before = appended(), cpu_seconds(process.pid)
            wait_until(lambda: appended() >= count or process.poll() is not None, SECONDS, f"{count} plays of {kind}")
            if process.poll() is not None:
                raise RuntimeError(f"{kind} ended: {(Path(folder) / 'log').read_text()[-2000:]}")
            cpu = (cpu_seconds(process.pid) - cpu_before) / max(count - before, 1)
            memory = _peak_memory_mb(process.pid)
            # the end counts markers too: the last plays may be on their way
            appended_at = [at for each in moments(settings, target, count).values() for at in each]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)
    return Run(count / (max(appended_at) - min(appended_at)) * 1000, cpu * 1e6, memory)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak_memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def moments(settings: Settings, topic: str, count: int, partitions: int = PARTITIONS) -> dict[int, list[int]]:
    """When the broker appended each committed record of each partition, in ms, once there are so many."""
    client = consumer(settings.kafka, topic)
    client.assign([TopicPartition(topic, number, 0) for number in range(partitions)])
    found: dict[int, list[int]] = {number: [] for number in range(partitions)}

    def read() -> bool:
        for message in client.consume(5000, 0.2):
            error = message.error()
            if error is None:
                found[message.partition() or 0].append(message.timestamp()[1])
            elif not is_end(error):
                raise KafkaException(error)
        return sum(map(len, found.values())) >= count

    try:
        wait_until(read, SECONDS, f"{count} committed plays in {topic}")
    finally:
        client.close()
    return found


def main() -> int:
    """Exit status 1 where the target was missed."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--plays", type=int, default=100_000)
    return 0 if report("stage", measure(Settings(), arguments.parse_args().plays)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
