"""What dead letters are called, what is in them, and what an edit may make of that."""

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.batch import RECORD_BYTES
from kernel.errors import Refused
from kernel.events.event import Event
from kernel.topics import AGGREGATES_DELTAS, ALL, DETECTIONS_RAW, FRAUD_FINDINGS, PLAYS_SCORED
from ledger.dead_letters import content
from ledger.dead_letters.actions import no_drop, no_replay
from ledger.dead_letters.letter import LetterId, State
from sinks.redis.sink import MAPPINGS
from sinks.timescale.sink import TimescaleSink
from stream_processors.pipeline import PIPELINE
from tests.unit.ledger.letters import CODECS, DETECTION, letter


@given(st.from_regex(r"[a-z.-]+", fullmatch=True), st.integers(0, 2**31 - 1), st.integers(0, 2**63 - 1), st.text())
def test_an_id_is_read_as_it_is_written(topic: str, partition: int, offset: int, stage: str) -> None:
    named = LetterId(topic, partition, offset, stage)
    assert LetterId.parse(str(named)) == named


@pytest.mark.parametrize("text", ["", "a/1/2", "a/one/2/s", "a/-1/2/s", f"a/1/{2**63}/s"])
def test_anything_else_is_no_id(text: str) -> None:
    with pytest.raises(Refused, match="is no letter"):
        LetterId.parse(text)


def test_content_is_shown_by_its_schema_or_as_hex() -> None:
    assert content.shown(letter(), CODECS)["event"]["metadata"]["title"] == "Umuco"
    assert content.shown(letter(b"\x00\xff"), CODECS) == {"hex": "00ff"}
    assert content.shown(letter(topic="not.ours"), CODECS)["hex"]
    assert content.shown(letter(None), CODECS) == {"hex": None}


def edited(**changes: str) -> Event:
    event = content.event_in(letter(), CODECS)
    assert event is not None
    return content.mended(letter(), content.with_fields(event, changes), CODECS)[0]


def test_single_fields_are_edited() -> None:
    changes = {"duration_ms": "30000", "metadata.title": "Inka", "district": "Huye", "location": '{"lat": 1, "lon": 2}'}
    found = edited(**changes)
    plain = msgspec.to_builtins(found)
    assert (plain["duration_ms"], plain["metadata"]["title"], plain["district"]) == (30000, "Inka", "Huye")
    assert plain["location"]["lat"] == 1.0
    assert plain["batch_id"] == DETECTION.batch_id


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"durations": "1"}, "no field durations"),
        ({"metadata.name": "x"}, "no field metadata.name"),
        ({"location.lat": "1"}, "no field location.lat"),
        ({"duration_ms": "long"}, "that is no detection"),
        ({"duration_ms": str(10**30)}, "detection"),
        ({"played_at": "yesterday"}, "that is no detection"),
        ({"played_at": "2026-03-01T12:00:00.0001Z"}, "cannot hold it exactly"),
        ({"metadata": '{"title": "a", "artist": "b", "year": 3}'}, "no field metadata.year"),
        ({"event_id": "018f2f6e-7a10-7c3e-9d55-1f0a7a0e7c99"}, "keeps its id"),
    ],
)
def test_edits_that_the_schema_does_not_hold_are_refused(changes: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        edited(**changes)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "{}", "null", '{"event_id": 1}'])
def test_a_whole_content_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="that is no detection"):
        content.mended(letter(), text, CODECS)


def test_an_edit_brings_the_key_of_its_content() -> None:
    _, key, value = content.mended(letter(), content.text_of(DETECTION.evolve(source_id="phone-2")), CODECS)
    assert key == "phone-2"
    assert CODECS.get(DETECTIONS_RAW).decode(value).source_id == "phone-2"


def test_the_keys_of_all_topics_that_may_be_edited_are_fields() -> None:
    for topic in ALL:
        if topic.cleanup == "delete" and topic.dead_letters:
            assert set(topic.key.split("|")) <= set(topic.event.__struct_fields__), topic.name


def test_what_several_read_is_not_edited() -> None:
    readers: dict[str, set[str]] = {}
    wired = [(wire.process, wire.reads.name) for wire in PIPELINE]
    wired += [("timescale-sink", name) for name in TimescaleSink.topics] + [
        ("redis-sink", each.name) for each in MAPPINGS
    ]
    for reader, name in wired:
        readers.setdefault(name, set()).add(reader)
    shared = {
        topic for topic in ALL if topic.cleanup == "delete" and topic.dead_letters and len(readers[topic.name]) > 1
    }
    assert shared == set(content.COUNTED)
    with pytest.raises(Refused, match="counted already"):
        content.mended(letter(topic=PLAYS_SCORED.name), "{}", CODECS)


def test_what_can_be_replayed() -> None:
    assert no_replay(letter()) is None
    assert no_replay(letter(b"\x00\xff")) is None
    assert no_replay(letter(None)) is None
    assert no_replay(letter(topic=AGGREGATES_DELTAS.name, key=b"song|1")) is None
    assert no_replay(letter(state=State.DROPPED), dropped=True) is None
    assert no_replay(replace(letter(key=None), mended_key="phone-1", mended_value=b"")) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": State.REPLAYED}, "replayed already"),
        ({"state": State.DROPPED}, "--dropped"),
        ({"topic": "not.ours"}, "no topic of ours"),
        ({"topic": FRAUD_FINDINGS.name}, "compacted"),
        ({"key": None}, "key is no text"),
        ({"key": b"\xff"}, "key is no text"),
        ({"key": b"a\x00"}, "key is no text"),
        ({"value": bytes(RECORD_BYTES + 1)}, "more than Kafka takes"),
    ],
)
def test_what_cannot_be_replayed(changes: dict[str, Any], why: str) -> None:
    assert why in (no_replay(letter(**changes)) or "")


def test_only_what_waits_is_dropped() -> None:
    assert [no_drop(letter(state=state)) for state in State] == [None, "was replayed already", "was dropped already"]


def test_json_says_the_same_as_the_event() -> None:
    assert json.loads(content.text_of(DETECTION)) == content.shown(letter(), CODECS)["event"]
