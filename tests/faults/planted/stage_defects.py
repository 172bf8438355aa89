"""Defects of a stage. Each replaces one function of the kernel, in this process alone."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from uuid import uuid4

from confluent_kafka import Producer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from kernel import faust_app, transaction
from kernel.batch import Batches, Raw, Record, Result
from kernel.faust_consumer import CommittedReader
from kernel.kafka import producer_config, transactional_producer
from kernel.state import PartitionTable
from kernel.transaction import OwnedPartition


def outputs_outside() -> None:
    """Commit without a transaction: outputs first, by themselves, and then the position."""
    commit = OwnedPartition._commit

    def planted(self: Any, reached: int, result: Result) -> None:
        _now(self._bootstrap, result.records)
        commit(self, reached, Result(dead=result.dead))

    vars(transaction)["OwnedPartition"]._commit = planted


def state_outside() -> None:
    """The changes of state are written by themselves, as a changelog is, and then the rest."""
    produce = OwnedPartition._produce

    def planted(self: Any, record: Record) -> None:
        if any(table.topic.name == record.topic for table in self._tables.all()):
            _now(self._bootstrap, [record])
        else:
            produce(self, record)

    vars(transaction)["OwnedPartition"]._produce = planted


def random_transactional_id() -> None:
    """Each owner of a partition has an id of its own: nobody fences anybody."""
    vars(transaction)["transactional_producer"] = lambda bootstrap, _id: transactional_producer(bootstrap, uuid4().hex)


def read_uncommitted() -> None:
    """The stage reads what was aborted, too."""
    create = CommittedReader._create_worker_consumer

    def planted(self: Any, transport: driver.Transport) -> Any:
        made = create(self, transport)
        made._isolation_level = "read_uncommitted"
        return made

    CommittedReader._create_worker_consumer = planted  # type: ignore[method-assign]


def no_position_check() -> None:
    """What was fetched before a takeover is processed, though the owner before had committed it."""
    process: Callable[[Any, Sequence[Raw]], Result] = OwnedPartition.process

    def planted(self: Any, raws: Sequence[Raw]) -> Result:
        self.position = 0
        return process(self, raws)

    OwnedPartition.process = planted  # type: ignore[method-assign]


def faust_commits() -> None:
    """Faust commits what it has handed over, before it is processed."""
    process = faust_app._Owner._process

    async def planted(self: Any, owned: Any, by_partition: dict[int, list[Raw]]) -> None:
        (topic,) = {name for name, _ in self._owned}
        offsets = {TP(topic, number): raws[-1].offset + 1 for number, raws in by_partition.items()}
        await self._app.consumer._commit(offsets)
        await process(self, owned, by_partition)

    faust_app._Owner._process = planted  # type: ignore[method-assign]


def twice_in_state() -> None:
    """What a batch that raised has added to the state stays, and its records are added again one by one."""
    PartitionTable.undo = PartitionTable.keep  # type: ignore[method-assign]


def letters_dropped() -> None:
    """A record that cannot be processed is acknowledged, and its dead letter is not written."""
    run = Batches.run

    def planted(self: Any, *arguments: Any) -> Result:
        result = run(self, *arguments)
        result.dead.clear()
        return result

    Batches.run = planted  # type: ignore[method-assign, assignment]


@cache
def _producer(bootstrap: str) -> Producer:
    return Producer(producer_config(bootstrap))


def _now(bootstrap: str, records: Sequence[Record]) -> None:
    producer = _producer(bootstrap)
    for record in records:
        producer.produce(
            record.topic,
            record.value,
            record.key,
            -1 if record.partition is None else record.partition,
            headers=[*record.headers],
        )
    assert producer.flush(10) == 0


ALL: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        outputs_outside,
        state_outside,
        random_transactional_id,
        read_uncommitted,
        no_position_check,
        faust_commits,
        twice_in_state,
        letters_dropped,
    )
}
