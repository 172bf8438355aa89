"""The two processes that benchmarks.stage sets side by side: both decode each record and pass it on under its key.

Run as: python -m benchmarks.stage_programs kernel|stock|bytes INPUT OUTPUT GROUP
"""

import sys
from collections.abc import Iterable, Sequence

import faust

from kernel.codec import Codecs
from kernel.events.plays import RecognizedPlay
from kernel.faust_app import run_app
from kernel.process import begin
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.stage import Output, Received, Stage, Tables
from kernel.topics import Topic


def plays(name: str) -> Topic[RecognizedPlay]:
    return Topic(name, RecognizedPlay, "recognized_play", "source_id", "a benchmark", "delete", None, True)


def kernel(source: str, target: str, group: str) -> None:
    """A stage of ours: exactly once, by a transaction a batch and partition."""
    output = plays(target)

    def step(batch: Sequence[Received[RecognizedPlay]], _tables: Tables) -> Iterable[Output]:
        return [Output(output, received.event.source_id, received.event, received) for received in batch]

    settings = Settings()
    run_app(group, [Stage(reads=plays(source), step=step)], settings, begin(group, settings))


def stock(source: str, target: str, group: str, decode: bool) -> None:
    """Faust as it is documented: at least once, its own producer."""
    settings = Settings()
    app = faust.App(
        group,
        broker=f"kafka://{settings.kafka}",
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        datadir=settings.state_dir / "faust",
    )
    topic = app.topic(source, key_type=bytes, value_type=bytes)
    output = app.topic(target, key_type=bytes, value_type=bytes)
    codecs = Codecs(Registry(settings.registry))
    reads, writes = codecs.get(plays(source)), codecs.get(plays(target))

    async def agent(stream: faust.StreamT[bytes]) -> None:
        async for event in stream.events():
            value = writes.encode(reads.decode(event.value)) if decode else event.value
            await output.send(key=event.key, value=value)

    app.agent(topic)(agent)
    faust.Worker(app, loglevel="ERROR", redirect_stdouts=False, quiet=True).execute_from_commandline()


if __name__ == "__main__":
    kind, source_name, target_name, group_name = sys.argv[1:]
    if kind == "kernel":
        kernel(source_name, target_name, group_name)
    else:
        stock(source_name, target_name, group_name, decode=kind == "stock")
