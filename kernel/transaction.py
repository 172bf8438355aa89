"""One input partition while this process owns it: everything a batch comes to, in one fenced Kafka transaction.

Outputs, changes of state, dead letters and the input's position become visible together or not at all. The
transactional id is the process's name, the topic and the partition, so that the next owner fences this one
(KIP-447 keeps it apart: https://cwiki.apache.org/confluence/display/KAFKA/KIP-447).
"""

import time
from collections.abc import Sequence
from typing import Generic, TypeVar

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from kernel import metrics
from kernel.batch import Batches, Raw, Record, Result, Tables
from kernel.clock import Clock
from kernel.codec import Codecs
from kernel.dead_letters import Breaker
from kernel.errors import RecordsGone
from kernel.events.event import Event
from kernel.kafka import consumer, transactional_producer
from kernel.reading import next_record
from kernel.stage import Stage
from kernel.state import PartitionTable

E = TypeVar("E", bound=Event)

CALL_SECONDS = 10.0
"""For one call of a transaction; the watchdog looks at all of them together."""
ANY_PARTITION = -1
"""Leaves the choice to the partitioner."""


class OwnedPartition(Generic[E]):
    """A partition of a stage's input, owned.

    Making one fences the former owner, settles what it left open, reads the committed position and then the state.
    KafkaException where the broker does not answer, RecordsGone where the position is lost.
    """

    def __init__(
        self,
        bootstrap: str,
        process: str,
        stage: Stage[E],
        partition: int,
        batches: Batches[E],
        codecs: Codecs,
        clock: Clock,
    ) -> None:
        self._bootstrap = bootstrap
        self._process = process
        self._stage = stage
        self._partition = partition
        self._batches = batches
        self._clock = clock
        self._breaker = Breaker()
        self._producer: Producer = transactional_producer(bootstrap, f"{process}.{stage.reads.name}-{partition}")
        self._producer.init_transactions(CALL_SECONDS)
        self._group: Consumer = consumer(bootstrap, process)
        self.position = self._committed_position()
        self._tables = Tables(PartitionTable(topic, codecs.get(topic)) for topic in stage.tables)
        for table in self._tables.all():
            table.restore(self._group, partition)

    def close(self) -> None:
        """Lets go of the connections; an open transaction is aborted by the next owner."""
        self._group.close()

    def process(self, raws: Sequence[Raw]) -> Result:
        """Runs the step over the records not yet processed, and commits. KafkaException, TooManyDeadLetters."""
        fresh = [raw for raw in raws if raw.offset >= self.position]
        if not fresh:
            return Result()
        started = time.perf_counter()
        result = self._batches.run(self._partition, fresh, self._tables)
        self._breaker.saw(len(fresh), len(result.dead))
        self._commit(fresh[-1].offset + 1, result)
        self._count(fresh, result, time.perf_counter() - started)
        return result

    def pass_markers(self) -> None:
        """Moves the position over what is no record, before retention does. KafkaException.

        What is idle for as long as its topic keeps records would else seem to have missed the last marker.
        """
        place = (self._stage.reads.name, self._partition)
        reached = next_record(self._bootstrap, self._process, place, self.position)
        if reached > self.position:
            self._producer.begin_transaction()
            self._end(reached)

    def _committed_position(self) -> int:
        committed = self._group.committed(
            [TopicPartition(self._stage.reads.name, self._partition)], timeout=CALL_SECONDS
        )[0]
        if committed.error:
            raise KafkaException(committed.error)
        if committed.offset < 0:
            raise RecordsGone(f"{self._process} has no position in {committed.topic} partition {committed.partition}")
        return committed.offset

    def _commit(self, reached: int, result: Result) -> None:
        self._producer.begin_transaction()
        for record in result.records:
            self._produce(record)
        for letter in result.dead:
            self._produce(Record(letter.topic, letter.key, letter.value, letter.headers))
        written = []
        for table in self._tables.all():
            changes = dict(table.changes())
            written.append((table, changes))
            for key, value in changes.items():
                self._produce(Record(table.topic.name, key.encode(), value, [], self._partition))
        self._end(reached)
        for table, changes in written:
            table.commit(changes)

    def _end(self, reached: int) -> None:
        """Commits the transaction with the position that it reaches."""
        self._producer.send_offsets_to_transaction(
            [TopicPartition(self._stage.reads.name, self._partition, reached)],
            self._group.consumer_group_metadata(),
            CALL_SECONDS,
        )
        self._producer.commit_transaction(CALL_SECONDS)
        self.position = reached

    def _produce(self, record: Record) -> None:
        headers: list[tuple[str, str | bytes | None]] = [*record.headers]
        partition = ANY_PARTITION if record.partition is None else record.partition
        while True:
            try:
                self._producer.produce(record.topic, record.value, record.key, partition, headers=headers)
            except BufferError:
                self._producer.poll(0.1)  # the queue is full; the watchdog ends a wait that never does
            else:
                return

    def _count(self, fresh: Sequence[Raw], result: Result, seconds: float) -> None:
        topic = self._stage.reads.name
        metrics.STAGE_RECORDS.labels(self._process, topic).inc(len(fresh))
        metrics.STAGE_BATCH_SECONDS.labels(self._process).observe(seconds)
        for name in {output.topic.name for output in result.outputs}:
            count = sum(output.topic.name == name for output in result.outputs)
            metrics.STAGE_OUTPUTS.labels(self._process, name).inc(count)
        for letter in result.dead:
            error = next((value.decode() for name, value in letter.headers if name == "dlq.error"), "")
            metrics.DEAD_LETTERS.labels(self._process, topic, error).inc()
        for table in self._tables.all():
            metrics.STAGE_STATE.labels(self._process, table.topic.name, str(self._partition)).set(len(table))
        received = [
            output.cause.event.received_at
            for output in result.outputs
            if output.cause is not None and hasattr(output.cause.event, "received_at")
        ]
        if received:  # the oldest of the batch: what took longest
            metrics.STAGE_LATENCY.labels(self._process).observe((self._clock() - min(received)).total_seconds())
        self._stage.observe(result.outputs)
