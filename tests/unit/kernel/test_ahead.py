"""The next batch is prepared early, each batch is written in turn, and no mistake of the hint shows."""

from collections.abc import Sequence

import pytest

from kernel.ahead import Ahead
from kernel.errors import RegistryAway
from kernel.events.event import Origin
from kernel.sink import Batch, Record, batches, in_turn

RECORDS = [Record(Origin(topic="t", partition=0, offset=offset), b"k", b"v") for offset in range(3, 10)]
FIRST, SECOND, THIRD = batches("t", 0, RECORDS, 3)


class Writer:
    """A sink that notes what it is told."""

    name = "writer"
    topics: Sequence[str] = ("t",)

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def position(self, topic: str, partition: int) -> int | None:  # noqa: ARG002 - the contract's signature
        return None

    def expect(self, batch: Batch) -> None:
        self.told.append(("expect", batch.next_offset))

    def write(self, batch: Batch) -> None:
        self.told.append(("write", batch.next_offset))


def test_records_are_cut_in_order() -> None:
    assert [(len(batch.records), batch.next_offset) for batch in (FIRST, SECOND, THIRD)] == [(3, 6), (3, 9), (1, 10)]


def test_each_batch_is_expected_before_the_one_before_it_is_written() -> None:
    sink = Writer()
    assert list(in_turn(sink, [FIRST, SECOND, THIRD])) == [FIRST, SECOND, THIRD]
    assert sink.told == [
        ("expect", 6), ("expect", 9), ("write", 6), ("expect", 10), ("write", 9), ("write", 10),
    ]  # fmt: skip


def test_one_batch_alone_is_only_written() -> None:
    sink = Writer()
    assert list(in_turn(sink, [FIRST])) == [FIRST]
    assert sink.told == [("write", 6)]


def test_what_was_expected_is_prepared_once_and_what_was_not_still_is() -> None:
    prepared: list[int] = []
    ahead = Ahead(lambda batch: prepared.append(batch.next_offset))
    ahead.expect(FIRST)
    ahead.expect(SECOND)
    for batch in (FIRST, THIRD, SECOND):
        ahead.take(batch)
    assert sorted(prepared) == [6, 9, 10]


def test_a_failure_shows_when_the_batch_is_taken_and_only_then() -> None:
    def prepare(batch: Batch) -> int:
        if batch is FIRST:
            raise RegistryAway("on purpose")
        return batch.next_offset

    ahead = Ahead(prepare)
    ahead.expect(FIRST)
    ahead.expect(SECOND)
    with pytest.raises(RegistryAway):
        ahead.take(FIRST)
    assert ahead.take(SECOND) == 9
    ahead.expect(FIRST)
    ahead.expect(THIRD)
    assert ahead.take(THIRD) == 10
