"""The loop of every sink: consume, add, flush, commit.

A sink writes a store. It implements `Sink`: where the store stands, and how one partition's batch is written. The loop
owns the consumer, the rebalances, the retries, the lag and the health, so that a sink contains only its own writing.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

import msgspec
from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, KafkaError, KafkaException, Message, TopicPartition

from kernel import metrics
from kernel.delivery import CHECK_SECONDS, Delivery
from kernel.errors import BrokerAway, Fenced, Outage, Silent
from kernel.events.event import Origin
from kernel.health import Progress
from kernel.kafka import consumer_config, is_end, is_fatal
from kernel.membership import HEARTBEAT_SECONDS, SESSION_SECONDS
from kernel.settings import Settings
from kernel.starts import LOOK_SECONDS, Starts
from kernel.tracing import Headers

LOG = logging.getLogger(__name__)

BATCH = 10_000
"""Records written together at most: enough to spread a transaction's cost, few enough to be written within a second."""
AHEAD = 4
"""Batches read together at most, so that a sink that is behind prepares one while it writes another."""
WITHIN_SECONDS = 0.05
"""How long a record waits for company."""
BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Waits between attempts while a server is away; the last goes on for ever."""
CALL_SECONDS = 10.0
MARKERS_EVERY_SECONDS = 600.0
"""Between two notes that nothing but markers lies behind an idle position; topics keep records for days at least."""

Place = tuple[str, int]
"""A topic and a partition of it."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """A record as it lay in Kafka, undecoded."""

    origin: Origin
    key: bytes | None
    value: bytes | None
    headers: Headers = []


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one partition in their order, and the offset behind the last."""

    topic: str
    partition: int
    records: Sequence[Record]
    next_offset: int


class Sink(Protocol):
    """What a sink must do. Only the loop's thread calls it, so it may keep state without locks."""

    name: str
    """The label of its metrics."""
    topics: Sequence[str]

    def position(self, topic: str, partition: int) -> int | None:
        """The offset of the first record that the store does not hold yet.

        Asked at each assignment. None: the store keeps no position, Kafka's committed one holds. May raise Outage.
        """

    def write(self, batch: Batch) -> None:
        """Writes the batch. Returning means that the store holds all of it and that the loop may never show it again.

        Outage: the store may hold all of it or nothing, and the loop shows the same records again, perhaps with more
        behind them. Fatal: another process owns the partition, or nothing helps; the process ends.
        """

    def expect(self, batch: Batch) -> None:
        """The next batch but one, so that the sink may prepare it while it writes the next. Only a hint: it may come
        in other pieces, or never."""


def sink_consumer(settings: Settings, group: str) -> Consumer:
    """A sink's consumer, a static member (`kernel.membership`). It never goes to an end of a topic by itself."""
    return Consumer(
        consumer_config(settings.kafka, group)
        | {
            "auto.offset.reset": "error",
            "group.instance.id": f"{group}-{settings.slot}",
            "session.timeout.ms": SESSION_SECONDS * 1000,
            "heartbeat.interval.ms": HEARTBEAT_SECONDS * 1000,
        }
    )


def batches(topic: str, partition: int, records: Sequence[Record], size: int = BATCH) -> Iterator[Batch]:
    """Records of one partition, cut into batches of that size at most."""
    for first in range(0, len(records), size):
        part = records[first : first + size]
        yield Batch(topic, partition, part, part[-1].origin.offset + 1)


def in_turn(sink: Sink, coming: Sequence[Batch]) -> Iterator[Batch]:
    """Writes the batches, and gives each back when it is written; the sink is told in time of the one behind it."""
    if len(coming) > 1:
        sink.expect(coming[0])
    for batch, following in zip_longest(coming, coming[1:]):
        if following is not None:
            sink.expect(following)
        began = time.monotonic()
        sink.write(batch)
        metrics.SINK_BATCH_SECONDS.labels(sink.name).observe(time.monotonic() - began)
        metrics.SINK_RECORDS.labels(sink.name, batch.topic).inc(len(batch.records))
        yield batch


class SinkLoop:
    """Runs a sink until it is told to stop. An outage of the store pauses the consumer and is tried again for ever;
    meanwhile the process keeps its place in the group, is not ready and acknowledges nothing. So it does, too, where
    records are gone that the store does not hold, until an operator accepts it."""

    def __init__(
        self,
        sink: Sink,
        consumer: Consumer,
        starts: Starts,
        progress: Progress,
        batch: int = BATCH,
        within: float = WITHIN_SECONDS,
        leave: Callable[[str], None] = lambda _member_id: None,
    ) -> None:
        """`leave` takes a static member, whose consumer is closed, out of the group."""
        self._sink = sink
        self._consumer = consumer
        self._starts = starts
        self._progress = progress
        self._batch = batch
        self._within = within
        self._leave = leave
        self._assigned: set[Place] = set()
        self._unplaced = False
        self._joined = False
        self._added: dict[Place, list[Record]] = {}
        self._failures = 0
        self._topic_ids: dict[str, str] = {}
        self._looked = time.monotonic()
        self._reached: dict[Place, int] = {}
        self._ends: dict[Place, int] = {}
        self._noted = time.monotonic()
        self._delivery = Delivery()
        self._checked = time.monotonic()

    def run(self, stopping: threading.Event) -> None:
        """Reads and writes until `stopping` is set, writes what was added, and leaves the group.

        Raises Fatal and Misconfigured; nothing is acknowledged then.
        """
        self._consumer.subscribe(
            list(self._sink.topics), on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_revoke
        )
        try:
            while not stopping.is_set():
                self._turn(stopping)
            if not self._failures:
                self._flush()
        except Outage as outage:
            LOG.warning("%s ends without its last batch, which comes again: %s", self._sink.name, outage)
        finally:
            member_id = self._consumer.memberid()
            self._consumer.close()
        self._leave(member_id)

    def _turn(self, stopping: threading.Event) -> None:
        try:
            self._take(self._within)
            self._look()
            if self._unplaced:
                self._place()
            self._flush()
            self._note_ends()
            self._check_delivery()
        except Outage as outage:
            self._suspend(outage, stopping)
            return
        if self._failures:
            self._resume()
        if self._joined:
            self._progress.becomes_ready()
        self._progress.made()

    def _take(self, within: float) -> None:
        """Adds what comes, all of it, before it complains: a record left out here would never be shown again."""
        try:
            messages = self._consumer.consume(self._batch * AHEAD, within)
        except KafkaException as error:
            raise BrokerAway(f"Kafka: {error}") from error
        errors = [problem for message in messages if (problem := self._add(message)) is not None]
        for problem in errors:
            if problem.code() == KafkaError._AUTO_OFFSET_RESET:
                self._unplaced = True
                LOG.error("%s lost its place: %s", self._sink.name, problem.str())
                continue
            if is_fatal(problem):
                raise Fenced(f"Kafka: {problem.str()}")
            raise BrokerAway(f"Kafka: {problem.str()}")

    def _add(self, message: Message) -> KafkaError | None:
        """Adds one record; gives back an error that is no record and no end of a partition."""
        topic, partition, offset = message.topic(), message.partition(), message.offset()
        error = message.error()
        if error is not None and not is_end(error):
            return error
        if topic is None or partition is None or offset is None or (topic, partition) not in self._assigned:
            return None
        if error is not None:
            metrics.SINK_LAG.labels(self._sink.name, topic, str(partition)).set(0)
            self._ends[topic, partition] = offset
            self._delivery.heard((topic, partition), offset)
            return None
        self._delivery.heard((topic, partition), offset + 1)
        self._added.setdefault((topic, partition), []).append(
            Record(
                Origin(topic=topic, partition=partition, offset=offset),
                _bytes(message.key()),
                _bytes(message.value()),
                _headers(message),
            )
        )
        return None

    def _flush(self) -> None:
        coming = [batch for place, records in self._added.items() for batch in batches(*place, records, self._batch)]
        for batch in in_turn(self._sink, coming):
            place = batch.topic, batch.partition
            self._added[place] = self._added[place][len(batch.records) :]
            if not self._added[place]:
                del self._added[place]
            self._show(batch)

    def _show(self, batch: Batch) -> None:
        """Commits to Kafka, so that its tools show the group's lag; the store's own position is the truth."""
        reached = TopicPartition(batch.topic, batch.partition, batch.next_offset)
        self._reached[batch.topic, batch.partition] = batch.next_offset
        try:
            self._consumer.commit(offsets=[reached], asynchronous=True)
            _, high = self._consumer.get_watermark_offsets(reached, cached=True)
        except KafkaException as error:
            LOG.warning("%s could not show its position: %s", self._sink.name, error)
            return
        if high >= batch.next_offset:
            metrics.SINK_LAG.labels(self._sink.name, batch.topic, str(batch.partition)).set(high - batch.next_offset)

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        consumer.unassign()
        self._added.clear()
        self._assigned = {(partition.topic, partition.partition) for partition in partitions}
        self._unplaced = True

    def _on_revoke(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        for partition in partitions:
            place = (partition.topic, partition.partition)
            for held in (self._added, self._ends, self._reached):
                held.pop(place, None)
            self._assigned.discard(place)
            metrics.SINK_LAG.remove(self._sink.name, place[0], str(place[1]))
        consumer.unassign()

    def _place(self) -> None:
        """Begins each assigned partition where the store stands. RecordsGone."""
        self._added.clear()
        self._ends.clear()
        places = sorted(self._assigned)
        committed = self._committed(places)
        positions: dict[Place, int | None] = {}
        for place in places:
            position = self._sink.position(*place)
            positions[place] = None if position is None else _over_markers(position, committed[place])
        self._starts.begin(self._sink.name, positions)
        self._topic_ids = self._starts.topic_ids(topic for topic, _ in places) if places else {}
        self._reached = {place: position for place, position in positions.items() if position is not None}
        first = {place: _first(positions[place], committed[place].offset) for place in places}
        self._consumer.assign([TopicPartition(*place, offset) for place, offset in first.items()])
        self._delivery.begin(first)
        self._unplaced = False
        self._joined = True

    def _committed(self, places: Sequence[Place]) -> dict[Place, TopicPartition]:
        try:
            found = self._consumer.committed([TopicPartition(*place) for place in places], timeout=CALL_SECONDS)
        except KafkaException as error:
            raise BrokerAway(f"Kafka does not say where {self._sink.name} stands: {error}") from error
        return {(each.topic, each.partition): each for each in found}

    def _look(self) -> None:
        """Whether a topic was made anew: its records' offsets would pass for those of the one before."""
        if self._topic_ids and time.monotonic() - self._looked > LOOK_SECONDS:
            self._looked = time.monotonic()
            if self._starts.topic_ids(self._topic_ids) != self._topic_ids:
                self._unplaced = True

    def _check_delivery(self) -> None:
        """Ends a process whose consumer has fallen silent. Silent, BrokerAway."""
        now = time.monotonic()
        if self._unplaced or not self._assigned or now - self._checked < CHECK_SECONDS:
            return
        self._checked = now
        asked = [TopicPartition(*place, OFFSET_END) for place in sorted(self._assigned)]
        try:
            found = self._consumer.offsets_for_times(asked, timeout=CALL_SECONDS)
        except KafkaException as error:
            raise BrokerAway(f"Kafka does not say where topics end: {error}") from error
        ends = {(each.topic, each.partition): each.offset for each in found if each.error is None}
        if silent := self._delivery.silent(ends, now):
            raise Silent(f"{self._sink.name} hears nothing of {silent[0]} and {len(silent) - 1} other partitions")

    def _note_ends(self) -> None:
        """Commits, with the position that it counts from, where a partition ended with no record behind that position.

        Retention will delete the markers there; without the note it would seem to have deleted records.
        """
        if time.monotonic() - self._noted < MARKERS_EVERY_SECONDS:
            return
        self._noted = time.monotonic()
        ends = [
            TopicPartition(*place, end, metadata=str(self._reached[place]))
            for place, end in self._ends.items()
            if place in self._reached and self._reached[place] < end
        ]
        if ends:
            self._consumer.commit(offsets=ends, asynchronous=True)

    def _suspend(self, outage: Outage, stopping: threading.Event) -> None:
        LOG.warning("%s waits: %s", self._sink.name, outage)
        self._progress.waits_for(str(outage))
        self._progress.made()  # an outage elsewhere is no reason to restart this process
        wait = BACKOFF_SECONDS[min(self._failures, len(BACKOFF_SECONDS) - 1)]
        self._failures += 1
        self._pause()
        deadline = time.monotonic() + wait
        while not stopping.is_set() and time.monotonic() < deadline:
            try:
                self._take(min(self._within, wait))
            except BrokerAway as error:
                LOG.warning("%s waits: %s", self._sink.name, error)

    def _pause(self) -> None:
        self._consumer.pause(self._consumer.assignment())

    def _resume(self) -> None:
        LOG.warning("%s goes on after %d failed attempts", self._sink.name, self._failures)
        self._failures = 0
        self._delivery.resume()
        self._consumer.resume(self._consumer.assignment())


def _over_markers(position: int, noted: TopicPartition) -> int:
    """The store's position, or the offset behind it up to which nothing but markers was found."""
    base = noted.metadata or ""
    return noted.offset if base.isdigit() and int(base) <= position <= noted.offset else position


def _first(position: int | None, committed: int) -> int:
    """Where to read from: a store without a position goes on where its group did, or begins."""
    if position is not None:
        return position
    return committed if committed >= 0 else OFFSET_BEGINNING


def _bytes(data: bytes | str | None) -> bytes | None:
    return data.encode() if isinstance(data, str) else data


def _headers(message: Message) -> Headers:
    headers = message.headers()
    pairs = headers.items() if isinstance(headers, dict) else headers or ()
    return [(name, _bytes(value) or b"") for name, value in pairs]
