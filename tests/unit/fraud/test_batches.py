"""The same verdicts and the same state in any batches, and whatever else lies between a source's plays."""

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events.detections import Location
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import Source, SourceType, Standing
from kernel.ids import ArtistId, SongId, SourceId, StationId
from kernel.stage import MemoryTables, Output
from kernel.topics import FRAUD_DAYS, FRAUD_IDS, FRAUD_PROFILES, FRAUD_SIGHTINGS
from stream_processors.fraud.days import KEPT_DAYS, heard_bits
from stream_processors.fraud.models.schedule import Models
from stream_processors.fraud.packing import DAY_MS, SIZE, unpack
from tests.unit.fraud.models import MODELS
from tests.unit.fraud.plays import KIGALI_TOWN, MUSANZE, NOON, judged, play, sightings, source

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
            st.integers(-12, 12).map(lambda days: days * 24 * 60),
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
        artist_id=ArtistId(draw(st.sampled_from(["one", "two"]))),
        fingerprint_hash=draw(st.sampled_from([None, 1, 2, -3])),
        duration_ms=draw(st.sampled_from([1000, 60_000, 180_000, 14_400_000])),
        content_hash=draw(st.sampled_from([1, 1, 2])),
        location=place,
        skew_ms=skew_ms,
        sequence=draw(st.one_of(st.none(), st.integers(0, 400), st.integers(0, 1 << 40))),
    )


def state(tables: MemoryTables) -> dict[str, Any]:
    return {topic.name: tables[topic].values for topic in (FRAUD_DAYS, FRAUD_IDS, FRAUD_PROFILES)}


Plain = list[tuple[str, str, object]]


def result(events: Sequence[RecognizedPlay], size: int, models: Models | None = None) -> tuple[Plain, dict[str, Any]]:
    """All outputs, the sightings one by one, and the state that remains."""
    tables = MemoryTables()
    outputs = judged(events, tables, standing, size, models)
    told = [("sighting", payee, sighting) for payee, sighting in sightings(outputs)]
    told.sort(key=lambda each: (each[1], each[2].source_id))
    return [plain(output) for output in outputs if output.topic is not FRAUD_SIGHTINGS] + told, state(tables)


def plain(output: Output) -> tuple[str, str, object]:
    return output.topic.name, output.key, output.event


@settings(deadline=None, max_examples=50)
@given(st.lists(plays(), max_size=60))
def test_batches_of_any_size_give_the_same(events: list[RecognizedPlay]) -> None:
    one_by_one = result(events, 1, MODELS)
    assert result(events, 7, MODELS) == one_by_one
    assert result(events, 1000, MODELS) == one_by_one


@settings(deadline=None, max_examples=50)
@given(st.lists(plays(), max_size=40), st.data())
def test_sources_do_not_touch_each_other(events: list[RecognizedPlay], data: st.DataObject) -> None:
    by_source = [[event for event in events if event.source_id == name] for name in ("phone-1", "phone-2", SUSPENDED)]
    apart = [result(own, 1000, MODELS) for own in by_source]
    queues = [list(own) for own in by_source if own]
    mixed = []
    while queues:
        queue = data.draw(st.sampled_from(queues))
        mixed.append(queue.pop(0))
        queues = [queue for queue in queues if queue]
    outputs, kept = result(mixed, 7, MODELS)
    assert sorted(map(repr, outputs)) == sorted(repr(output) for own, _ in apart for output in own)
    for topic in kept:
        assert kept[topic] == {key: value for _, own in apart for key, value in own[topic].items()}


@settings(deadline=None, max_examples=50)
@given(st.lists(plays(), max_size=40))
def test_every_day_is_in_the_order_of_time_and_says_what_its_plays_are(events: list[RecognizedPlay]) -> None:
    tables = MemoryTables()
    judged(events, tables, standing)
    for key, day in tables[FRAUD_DAYS].values.items():
        assert key == f"{day.source_id}|{day.day % KEPT_DAYS}|{day.outlet}"
        plays = [day.plays[at : at + SIZE] for at in range(0, len(day.plays), SIZE)]
        assert plays == sorted(plays)
        seen = [unpack(play, 0, 0) for play in plays]
        assert day.longest_ms == max(play.duration_ms for play in seen)
        bits = [heard_bits(play.start_ms, play.duration_ms) for play in seen]
        assert int.from_bytes(day.heard, "big") == reduce(or_, bits)
        assert all(0 <= play.start_ms < DAY_MS for play in seen)
