"""The broker dies amid transactions: those that were decided become visible when it is back, the others never."""

import threading
from collections import Counter

import pytest
from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from kernel.kafka import consumer, read_to_end, transactional_producer
from tests.faults.broker import Broker
from tests.waiting import wait_until

KILLS = 4
WRITERS = 8
TOPIC, PARTITIONS = "written", 60
EACH = 3
"""Records of a transaction, each in a partition of its own."""
LEAST = 5
"""Transactions of each writer before a kill."""


class Writer(threading.Thread):
    """Commits transactions until the broker is gone. No partition is written twice in a row: a marker that is missing
    would be made up for by the next transaction of the same producer there."""

    def __init__(self, bootstrap: str, number: int, first: int) -> None:
        super().__init__(daemon=True)
        self._producer = transactional_producer(bootstrap, f"writer-{number}")
        self._number = number
        self.committed: list[str] = []
        self._next = first

    def settle(self) -> None:
        """Ends what the writer before this one left open."""
        self._producer.init_transactions(30)

    def run(self) -> None:
        try:
            self.settle()
            while True:
                self._write(f"{self._number}-{self._next}")
        except KafkaException:
            return

    def _write(self, name: str) -> None:
        self._producer.begin_transaction()
        for place in range(EACH):
            self._producer.produce(TOPIC, name, partition=(self._next * EACH + place + 7 * self._number) % PARTITIONS)
        self._producer.commit_transaction(5)
        self.committed.append(name)
        self._next += 1


@pytest.mark.timeout(300)
def test_what_was_decided_is_visible_and_nothing_hangs(broker: Broker) -> None:
    bootstrap = broker.local.kafka
    admin = AdminClient({"bootstrap.servers": bootstrap})
    admin.create_topics([NewTopic(TOPIC, PARTITIONS, 1)])[TOPIC].result(30)
    committed: list[str] = []
    for kill in range(KILLS):
        writers = [Writer(bootstrap, number, kill * 100_000) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        until_each_wrote(writers)
        broker.kill()
        for writer in writers:
            writer.join(60)
            committed += writer.committed
        broker.start()
    for number in range(WRITERS):
        Writer(bootstrap, number, 0).settle()

    wait_until(lambda: not hanging(bootstrap), 60, "the end of every transaction")
    found = Counter(
        (message.value() or b"").decode()
        for message in read_to_end(consumer(bootstrap, "looks"), TOPIC, range(PARTITIONS))
    )
    assert set(found.values()) == {EACH}
    assert set(committed) <= set(found)


def until_each_wrote(writers: list[Writer]) -> None:
    wait_until(lambda: all(len(each.committed) >= LEAST for each in writers), 60, "transactions of every writer")


def hanging(bootstrap: str) -> list[int]:
    """The partitions whose committed records end before their records do."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    committed, written = (
        ends(admin, level) for level in (IsolationLevel.READ_COMMITTED, IsolationLevel.READ_UNCOMMITTED)
    )
    return [partition for partition, end in written.items() if committed[partition] < end]


def ends(admin: AdminClient, level: IsolationLevel) -> dict[int, int]:
    latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
    asked = admin.list_offsets(
        {TopicPartition(TOPIC, number): latest for number in range(PARTITIONS)}, isolation_level=level
    )
    return {place.partition: found.result(30).offset for place, found in asked.items()}
