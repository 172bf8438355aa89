"""Runs a process's stages in one Faust app.

Faust supplies the consumer, the agents and the rebalancing. Each batch of a partition is committed by a transaction of
`kernel.transaction`. Whatever goes wrong ends the process at once, without a commit: a fresh one starts from the
committed positions. That is the guard (an exception that reached Faust would count as handled, and the batch would be
lost) and the watchdog (librdkafka's calls can outlast their own time-outs: its issues 5456 and 5511).
"""

import asyncio
import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import faust
import uvloop
from confluent_kafka import KafkaException, TopicPartition

from kernel import metrics
from kernel.batch import Batches, Raw
from kernel.clock import Clock, system_clock
from kernel.codec import Codecs
from kernel.errors import Outage, RecordsGone
from kernel.faust_consumer import Transport, taken
from kernel.faust_credentials import credentials
from kernel.garbage import rarely_collect
from kernel.health import Progress
from kernel.kafka import consumer, partition_count
from kernel.kafka_address import KafkaAddress
from kernel.membership import HEARTBEAT_SECONDS, SESSION_SECONDS
from kernel.process import CANNOT_GO_ON
from kernel.reading import begin_reading
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.settings import Settings
from kernel.stage import Stage
from kernel.starts import LOOK_SECONDS, Starts
from kernel.topics import ALL
from kernel.transaction import OwnedPartition

LOG = logging.getLogger(__name__)

T = TypeVar("T")

WATCHDOG_SECONDS = 12.0
"""For the transactions of one batch. They take 0.1 s; past this the process is no use."""
OPEN_SECONDS = 60.0
"""For taking over a partition: fencing the former owner, and reading a large state."""
BUFFERED_RECORDS = 5_000
"""Records that wait in a stream's queue; beyond it the consumer pauses. Detections are some 5 KB each, so 25 MB."""
LAG_EVERY_SECONDS = 2.0
MARKERS_EVERY_SECONDS = 600.0
"""Between two moves of idle positions over the markers behind them; topics keep records for days at least."""

Key = tuple[str, int]


def run_app(
    process: str,
    stages: Sequence[Stage[Any]],
    settings: Settings,
    progress: Progress,
    ready: Callable[[], bool] = lambda: True,
    clock: Clock = system_clock,
) -> NoReturn:
    """Runs until SIGTERM or SIGINT (exit 0), or until something goes wrong (exit CANNOT_GO_ON).

    `process` is the consumer group. `ready` says whether what the steps need beside their state is there; until it is,
    the process reports not ready, though it already works.
    """
    registry = Registry(settings.registry)
    address = KafkaAddress.of(settings.kafka)
    uvloop.install()
    app = faust.App(
        process,
        broker=f"kafka://{address.hosts}",
        broker_credentials=credentials(address),
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        stream_wait_empty=False,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=f"{process}-{settings.slot}",
        broker_session_timeout=SESSION_SECONDS,
        broker_heartbeat_interval=HEARTBEAT_SECONDS,
        stream_buffer_maxsize=BUFFERED_RECORDS,
        datadir=settings.state_dir / "faust",
    )
    transport = Transport(app.conf.broker_consumer, app)
    app.transport = transport
    starts = outlast(lambda: Starts(settings.kafka, registry), progress)
    _begin_reading(process, stages, settings, starts, progress)
    owner = outlast(lambda: _Owner(process, stages, settings, registry, starts, progress, ready, clock), progress)
    owner.install(app)
    rarely_collect()
    worker = faust.Worker(
        app, loglevel=logging.INFO, override_logging=False, redirect_stdouts=False, quiet=True, daemon=True
    )
    worker.execute_from_commandline()


def _begin_reading(
    process: str, stages: Sequence[Stage[Any]], settings: Settings, starts: Starts, progress: Progress
) -> None:
    """Returns once nothing is gone that was not read.

    Who stood still joins the group when his former membership is over: a static member that comes back earlier is given
    what it had, and that was nothing while a topic was away.
    """
    began, stood = time.monotonic(), False

    def begin() -> None:
        nonlocal stood
        try:
            begin_reading(settings.kafka, process, stages, starts)
        except RecordsGone:
            stood = True
            raise

    outlast(begin, progress)
    if stood:
        time.sleep(max(0.0, SESSION_SECONDS + HEARTBEAT_SECONDS - (time.monotonic() - began)))


class _Owner:
    """The partitions that this process owns, and what runs over them."""

    def __init__(
        self,
        process: str,
        stages: Sequence[Stage[Any]],
        settings: Settings,
        registry: Registry,
        starts: Starts,
        progress: Progress,
        ready: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self._process_name = process
        self._stages = {stage.reads.name: stage for stage in stages}
        self._settings = settings
        self._progress = progress
        self._ready = ready
        self._clock = clock
        self._lag = consumer(settings.kafka, process)
        self._codecs = Codecs(registry)
        for topic in ALL:  # now, rather than at a topic's first output
            self._codecs.get(topic)
        self._batches = {stage.reads.name: Batches(process, stage, self._codecs) for stage in stages}
        width = sum(partition_count(self._lag, stage.reads.name) for stage in stages)
        self._app: Any = None
        self._threads = ThreadPoolExecutor(width, thread_name_prefix=process)
        self._owned: dict[Key, asyncio.Task[OwnedPartition[Any]]] = {}
        self._joined = False
        self._busy = {stage.reads.name: asyncio.Lock() for stage in stages}
        self._starts = starts
        self._topics = {topic.name for stage in stages for topic in (stage.reads, *stage.tables)}
        self._topic_ids = starts.topic_ids(self._topics)

    def install(self, app: faust.App) -> None:
        """An agent for each stage, and what rebalances and idleness mean."""
        app.on_partitions_assigned.connect(self._on_assigned, weak=False)
        app.on_partitions_revoked.connect(self._on_revoked, weak=False)
        Transport.Consumer.caught_up = staticmethod(self._caught_up)
        Transport.Consumer.out_of_range = staticmethod(_out_of_range)
        self._app = app
        for stage in self._stages.values():
            app.agent(app.topic(stage.reads.name), name=f"{self._process_name}.{stage.reads.name}")(self._agent(stage))
        app.task(self._watch_lag)
        app.task(self._watch_topics)
        app.task(self._pass_markers)

    def _agent(self, stage: Stage[Any]) -> Callable[[Any], Any]:
        topic = stage.reads.name

        async def agent(stream: Any) -> None:
            queue = aiter(stream.channel).queue
            with suppress(StopAsyncIteration):
                while True:
                    batch = await self._guarded(taken(queue, stage.batch, stage.within), None)
                    async with self._busy[topic]:
                        by_partition = self._current(batch)
                        owned = await self._guarded(self._opened(topic, by_partition), OPEN_SECONDS)
                        await self._guarded(self._process(owned, by_partition), WATCHDOG_SECONDS)

        return agent

    async def _guarded(self, action: Coroutine[Any, Any, T], seconds: float | None) -> T:
        """The action's result. Whatever it raises, or when it takes too long, ends the process."""
        try:
            return await asyncio.wait_for(action, seconds)
        except (asyncio.CancelledError, StopAsyncIteration):
            raise  # the worker is stopping: the batch is aborted, and read again
        except BaseException:
            LOG.exception("a batch failed; a fresh process starts from the committed positions")
            os._exit(CANNOT_GO_ON)

    def _current(self, batch: Sequence[Any]) -> dict[int, list[Raw]]:
        """The batch's records by partition, without those fetched before a rebalance: they are read again after it."""
        generation = self._app.consumer_generation_id
        by_partition: dict[int, list[Raw]] = defaultdict(list)
        for message in batch:
            if message.generation_id == generation:
                by_partition[message.partition].append(
                    Raw(message.offset, message.key, message.value, message.headers or [])
                )
        return by_partition

    async def _opened(self, topic: str, numbers: Iterable[int]) -> dict[int, OwnedPartition[Any]]:
        """Those of the partitions that are still ours, once they are open."""
        return {number: await self._owned[topic, number] for number in numbers if (topic, number) in self._owned}

    async def _process(self, owned: dict[int, OwnedPartition[Any]], by_partition: dict[int, list[Raw]]) -> None:
        loop = asyncio.get_running_loop()
        work = [
            loop.run_in_executor(self._threads, partition.process, by_partition[number])
            for number, partition in owned.items()
        ]
        await asyncio.gather(*work)
        self._progress.made()

    async def _on_assigned(self, *args: Any, **_kwargs: Any) -> None:
        """Opens what is ours now, beside the rebalance: heartbeats wait for the end of this callback."""
        keys = sorted((tp.topic, tp.partition) for tp in args[1])
        LOG.info("owns %s", ", ".join(f"{topic}-{number}" for topic, number in keys) or "nothing")
        self._joined = True
        for key in keys:
            if key not in self._owned:
                self._owned[key] = asyncio.create_task(self._guarded(self._open(key), OPEN_SECONDS))

    async def _open(self, key: Key) -> OwnedPartition[Any]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._own, key)

    def _own(self, key: Key) -> OwnedPartition[Any]:
        topic, number = key
        return OwnedPartition(
            self._settings.kafka,
            self._process_name,
            self._stages[topic],
            number,
            self._batches[topic],
            self._codecs,
            self._clock,
        )

    async def _on_revoked(self, *args: Any, **_kwargs: Any) -> None:
        """Lets go of what is no longer ours, once the batch that runs is finished."""
        self._progress.waits_for("its partitions")
        for topic in {tp.topic for tp in args[1]}:
            async with self._busy[topic]:
                for key in [key for key in self._owned if key[0] == topic]:
                    (await self._owned.pop(key)).close()

    def _caught_up(self) -> None:
        if not any(lock.locked() for lock in self._busy.values()):
            self._progress.made()

    async def _watch_topics(self) -> None:
        """Ends the process where a topic was made anew under it: positions and state belong to the one before."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(Outage):
                if await loop.run_in_executor(None, self._starts.topic_ids, self._topics) != self._topic_ids:
                    _out_of_range(RecordsGone("a topic was deleted, or made anew"))

    async def _pass_markers(self) -> None:
        while True:
            await asyncio.sleep(MARKERS_EVERY_SECONDS)
            for topic, busy in self._busy.items():
                async with busy:
                    await self._guarded(self._passed(topic), WATCHDOG_SECONDS)

    async def _passed(self, topic: str) -> None:
        owned = [task.result() for (name, _), task in list(self._owned.items()) if name == topic and task.done()]
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._threads, partition.pass_markers) for partition in owned))

    async def _watch_lag(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await loop.run_in_executor(None, self._measure_lag)
            await asyncio.sleep(LAG_EVERY_SECONDS)

    def _measure_lag(self) -> None:
        """Also how the process learns that the broker is away while it has nothing to do."""
        opened = [(key, task.result()) for key, task in list(self._owned.items()) if task.done()]
        for (topic, number), owned in opened:
            try:
                _, end = self._lag.get_watermark_offsets(TopicPartition(topic, number), timeout=LAG_EVERY_SECONDS)
            except KafkaException as error:
                self._progress.waits_for(f"Kafka: {error}")
                return
            metrics.STAGE_LAG.labels(self._process_name, topic, str(number)).set(max(0, end - owned.position))
        if not self._ready():
            self._progress.waits_for("what its steps need")
        elif self._joined and len(opened) == len(self._owned):
            self._progress.becomes_ready()


def _out_of_range(error: Exception) -> None:
    LOG.error("%s; a fresh process says what is gone, and waits", error)
    os._exit(CANNOT_GO_ON)
