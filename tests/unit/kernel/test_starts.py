"""What counts as a gap, and what does not."""

from datetime import UTC, datetime

import pytest
from confluent_kafka import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from kernel.events.starts import ConsumerStart
from kernel.sink import _over_markers
from kernel.starts import Extent, gone

OFFSETS = st.integers(0, 10**9)


def start(topic_id: str = "one") -> ConsumerStart:
    return ConsumerStart(
        group="fraud", topic="plays", partition=0, topic_id=topic_id, started_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


@given(OFFSETS, OFFSETS, OFFSETS)
def test_a_position_within_what_is_there_or_at_its_end_is_no_gap(position: int, first: int, end: int) -> None:
    within = first <= position <= end
    if first <= end:
        assert (gone(position, Extent("one", first, end), start()) is None) == within


@given(st.none() | st.integers(-1, 10**9), OFFSETS, OFFSETS)
def test_a_topic_made_anew_is_always_a_gap(position: int | None, first: int, end: int) -> None:
    assert "made anew" in (gone(position, Extent("two", first, end), start()) or "")


def test_who_reads_all_each_time_misses_nothing_by_retention() -> None:
    assert gone(None, Extent("one", 500, 900), start()) is None
    assert gone(None, Extent("one", 500, 900), None) is None


def test_a_lost_position_is_a_gap_only_where_there_was_one() -> None:
    assert gone(-1, Extent("one", 0, 900), None) is None
    assert "is lost" in (gone(-1, Extent("one", 0, 900), start()) or "")


@pytest.mark.parametrize(
    ("noted", "metadata", "reached"),
    [
        (12, "10", 12),  # from the store's position on there were only markers
        (12, "8", 12),  # and so from before it
        (12, "11", 10),  # noted by a store that held more: an older copy of it missed a record
        (9, "8", 10),  # the store has come further since
        (12, "", 10),  # an ordinary commit
        (12, "forged", 10),
        (-1001, None, 10),  # none
    ],
)
def test_a_note_of_markers_counts_from_the_position_that_it_names(
    noted: int, metadata: str | None, reached: int
) -> None:
    place = TopicPartition("plays", 0, noted, metadata) if metadata is not None else TopicPartition("plays", 0, noted)
    assert _over_markers(10, place) == reached
