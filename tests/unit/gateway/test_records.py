"""A request read at once and written while it is judged is what item by item, and the codec, would have made of it."""

import json
from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest_gateway import limits, reported, uploads
from ingest_gateway.codes import Rejected
from ingest_gateway.fakes import as_detection
from ingest_gateway.items import Shape, all_sound
from ingest_gateway.judge import Context
from ingest_gateway.records import Record
from kernel.avro_writer import writer
from kernel.codec import schema_text
from kernel.events.detections import Detection
from kernel.ids import BatchId
from tests.unit.gateway.world import NOW, declared, play, source

WRITE = writer(msgspec.json.decode(schema_text("detection")), Detection)
ALONE = Shape(reported.Play)
TIMES = st.integers(-limits.MAX_AGE_MS, limits.MAX_AHEAD_MS).map(
    lambda ms: (NOW + timedelta(milliseconds=ms)).isoformat()
)
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "played_at": TIMES,
    "sent_at": TIMES,
    "duration_ms": st.integers(limits.MIN_DURATION_MS, limits.MAX_DURATION_MS),
    "sequence": st.integers(0, limits.MAX_COUNTER),
    "location": st.fixed_dictionaries(
        {"lat": st.floats(-90, 90), "lon": st.floats(-180, 180)},
        optional={"accuracy_m": st.floats(0, limits.MAX_ACCURACY_M)},
    ),
    "venue_id": st.just("bar-1"),
    "station_id": st.just("radio-1"),
    "client": st.fixed_dictionaries({"app": st.text(max_size=5), "version": st.just("1")}),
    "metadata": st.fixed_dictionaries({"title": st.text(max_size=5), "artist": st.just("é")}),
    "event_id": st.from_regex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", fullmatch=True),
}
BROKEN: dict[str, st.SearchStrategy[Any]] = {
    "event_id": st.text("0aAgG-_ é", min_size=34, max_size=38),
    "kind": st.sampled_from(["manual", "metadata", "other", 7]),
    "played_at": st.sampled_from(["2026-11-02", "2026-11-02T17:00:00", 5]),
    "unknown": st.integers(),
    "location": st.fixed_dictionaries({"lat": st.floats(-100, 100), "lon": st.none() | st.floats(-1, 1)}),
}
ITEMS = st.builds(
    lambda base, good, bad: base() | good | bad,
    st.sampled_from([play, declared]),
    st.fixed_dictionaries({}, optional=OPTIONAL),
    st.just({}) | st.just({}) | st.fixed_dictionaries({}, optional=BROKEN),
)
BATCHES: st.SearchStrategy[list[Any]] = st.lists(ITEMS | st.just({}) | st.just(7), max_size=4)


@settings(max_examples=300, deadline=None)
@given(BATCHES)
def test_all_at_once_is_one_by_one(items: list[Any]) -> None:
    body = json.dumps({"plays": items}).encode()
    plays = all_sound(body)
    alone = [_alone(item) for item in items]
    if plays is None:
        assert not items or not all(alone) or any("unknown" in item for item in items)
    else:
        assert [msgspec.structs.astuple(each) for each in plays] == alone


def _alone(item: Any) -> tuple[Any, ...] | None:
    try:
        return msgspec.structs.astuple(ALONE.read(json.dumps(item).encode()))
    except Rejected:
        return None


@settings(max_examples=300, deadline=None)
@given(st.lists(ITEMS, min_size=1, max_size=4), st.sampled_from([None, "Huye"]))
def test_a_body_is_what_the_codec_writes(items: list[Any], district: str | None) -> None:
    context = Context(source(district=district), BatchId("b"), NOW + timedelta(microseconds=7))
    found = [item for _, item in uploads.batch(json.dumps({"plays": items}).encode(), context)]
    for item, record in zip(items, found, strict=True):
        if isinstance(record, Record):
            made = as_detection(record)
            assert record.body == WRITE(made)
            assert record.event_id == made.event_id == item["event_id"].lower()
            assert (record.source_id, record.content_hash) == (made.source_id, made.content_hash)
            assert record.late == (NOW - made.played_at > timedelta(milliseconds=limits.BACKFILL_AGE_MS))
            assert made.received_at == NOW
            assert district in (None, made.district)
            assert (made.sequence, made.duration_ms) == (item.get("sequence"), item["duration_ms"])


def test_a_request_of_none_or_too_many_is_not_sound() -> None:
    assert all_sound(b'{"plays": []}') is None
    assert all_sound(json.dumps({"plays": [play()] * (limits.ITEMS + 1)}).encode()) is None
    assert len(all_sound(json.dumps({"plays": [play()] * limits.ITEMS}).encode()) or ()) == limits.ITEMS
