"""The same verdicts and the same state in any batches, and whatever else lies between a source's plays."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events import Location, RecognizedPlay, Source, SourceType, Standing
from kernel.ids import SongId, SourceId, StationId
from kernel.stage import MemoryTables, Output
from kernel.topics import FRAUD_IDS, FRAUD_STATE
from tests.unit.fraud.plays import KIGALI_TOWN, MUSANZE, NOON, judged, play, source

SUSPENDED = SourceId("bad")
MONTH_MINUTES = 33 * 24 * 60


def standing(source_id: SourceId) -> Source | None:
    return source(Standing.SUSPENDED, NOON + timedelta(hours=2)) if source_id == SUSPENDED else None


@st.composite
def plays(draw: st.DrawFn) -> RecognizedPlay:
    minute = draw(
        st.one_of(
            st.integers(0, 20),
            st.integers(-300, 300),
            st.integers(0, 300).map(lambda late: late + MONTH_MINUTES),
        )
    )
    skew_ms = draw(st.sampled_from([0, 0, 3_600_000, 10**9]))
    place: Location | None = draw(st.sampled_from([None, KIGALI_TOWN, MUSANZE]))
    return play(
        draw(st.integers(0, 300)),
        minute,
        source_id=draw(st.sampled_from(["phone-1", "phone-2", SUSPENDED])),
        source_type=draw(st.sampled_from(SourceType)),
        station_id=draw(st.sampled_from([None, StationId("one"), StationId("two")])),
        song_id=SongId(draw(st.sampled_from(["a", "b", "c"]))),
        duration_ms=draw(st.sampled_from([1000, 60_000, 180_000, 14_400_000])),
        content_hash=draw(st.sampled_from([1, 1, 2])),
        location=place,
        skew_ms=skew_ms,
    )


def state(tables: MemoryTables) -> dict[str, Any]:
    return {topic.name: tables[topic].values for topic in (FRAUD_STATE, FRAUD_IDS)}


def result(events: Sequence[RecognizedPlay], size: int) -> tuple[list[tuple[str, str, object]], dict[str, Any]]:
    tables = MemoryTables()
    return [plain(output) for output in judged(events, tables, standing, size)], state(tables)


def plain(output: Output) -> tuple[str, str, object]:
    return output.topic.name, output.key, output.event


@settings(deadline=None)
@given(st.lists(plays(), max_size=60))
def test_batches_of_any_size_give_the_same(events: list[RecognizedPlay]) -> None:
    one_by_one = result(events, 1)
    assert result(events, 7) == one_by_one
    assert result(events, 1000) == one_by_one


@settings(deadline=None)
@given(st.lists(plays(), max_size=40), st.data())
def test_sources_do_not_touch_each_other(events: list[RecognizedPlay], data: st.DataObject) -> None:
    by_source = [[event for event in events if event.source_id == name] for name in ("phone-1", "phone-2", SUSPENDED)]
    apart = [result(own, 1000) for own in by_source]
    queues = [list(own) for own in by_source if own]
    mixed = []
    while queues:
        queue = data.draw(st.sampled_from(queues))
        mixed.append(queue.pop(0))
        queues = [queue for queue in queues if queue]
    outputs, kept = result(mixed, 7)
    assert sorted(map(repr, outputs)) == sorted(repr(output) for own, _ in apart for output in own)
    for topic in kept:
        assert kept[topic] == {key: value for _, own in apart for key, value in own[topic].items()}


@settings(deadline=None)
@given(st.lists(plays(), max_size=40))
def test_every_hour_is_in_the_order_of_time_and_within_its_hour(events: list[RecognizedPlay]) -> None:
    tables = MemoryTables()
    judged(events, tables, standing)
    for key, hour in tables[FRAUD_STATE].values.items():
        assert key == f"{hour.source_id}|{hour.hour:%Y-%m-%dT%HZ}"
        assert list(hour.plays) == sorted(hour.plays, key=lambda seen: (seen.offset_ms, seen.event_id))
        assert all(0 <= seen.offset_ms < 3_600_000 for seen in hour.plays)
