"""The specialised writer gives the bytes that fastavro gives, for every topic's events."""

import struct
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

import fastavro
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import topics
from kernel.avro_writer import writer
from kernel.codec import parse, schema_text, to_plain
from kernel.errors import Misconfigured
from kernel.events.event import Event
from kernel.events.outbox import OutboxPosition
from kernel.events.songs import Song

INT = st.integers(-(2**31), 2**31 - 1)
LONG = st.integers(-(2**63), 2**63 - 1)
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FLOATS = st.floats(allow_nan=False)
PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.just("ü").map(lambda one: one * 9000),
    "bytes": st.binary(max_size=40) | st.just(b"\x01").map(lambda one: one * 20_000),
    "int": INT,
    "long": LONG,
    "double": FLOATS,
    "float": st.floats(allow_nan=False, width=32),
    "boolean": st.booleans(),
}


def values(schema: Any, hint: Any) -> st.SearchStrategy[Any]:
    """Values of a schema's type, as the event's hint has them."""
    parts = getattr(hint, "__args__", (hint,))
    if isinstance(schema, list):
        return st.none() | st.one_of([values(branch, hint) for branch in schema if branch != "null"])
    enums = [part for part in parts if isinstance(part, type) and issubclass(part, StrEnum)]
    structs = [part for part in parts if isinstance(part, type) and issubclass(part, Event)]
    if enums:
        return st.sampled_from(enums[0])
    if isinstance(schema, str):
        return PRIMITIVES[schema] if schema in PRIMITIVES else st.nothing()
    if schema["type"] == "record":
        return events(schema, structs[0])
    if schema["type"] == "array":
        return st.lists(values(schema["items"], hint), max_size=3).map(tuple)
    if schema["type"] == "map":
        return st.dictionaries(PRIMITIVES["string"], values(schema["values"], None), max_size=3)
    return TIMES if schema.get("logicalType") else PRIMITIVES[schema["type"]]


def events(schema: Any, event: type[Event]) -> st.SearchStrategy[Event]:
    hints = {field.name: field.type for field in msgspec.structs.fields(event)}
    return st.builds(event, **{each["name"]: values(each["type"], hints[each["name"]]) for each in schema["fields"]})


@pytest.mark.parametrize("topic", topics.ALL, ids=lambda topic: topic.name)
def test_bytes_are_those_of_fastavro(topic: topics.Topic[Event]) -> None:
    text = schema_text(topic.schema)
    schema = msgspec.json.decode(text)
    parsed = parse(text)
    write = writer(schema, topic.event)

    @settings(max_examples=60, deadline=None)
    @given(events(schema, topic.event))
    def same(event: Event) -> None:
        out = BytesIO()
        fastavro.schemaless_writer(out, parsed, to_plain(event))
        assert write(event) == out.getvalue()

    same()


@pytest.mark.parametrize("number", [-(2**63), -1, 0, 63, 64, 8191, 8192, 2**14, 2**28 - 1, 2**28, 2**63 - 1])
def test_numbers_at_the_edges(number: int) -> None:
    schema = msgspec.json.decode(schema_text("outbox_position"))
    out = BytesIO()
    fastavro.schemaless_writer(out, parse(schema_text("outbox_position")), {"last_id": number})
    assert writer(schema, OutboxPosition)(OutboxPosition(last_id=number)) == out.getvalue()


@pytest.mark.parametrize("change", [{"title": None}, {"title": 7}, {"duration_ms": 2**31}, {"duration_ms": "1"}])
def test_what_a_schema_cannot_hold_is_refused(change: dict[str, Any]) -> None:
    song: Any = Song(song_id="s", title="t", artist_id="a", artist="A", duration_ms=1)  # type: ignore[arg-type]
    with pytest.raises((ValueError, TypeError)):
        writer(msgspec.json.decode(schema_text("song")), Song)(song.evolve(**change))


def test_a_float_too_large_is_refused() -> None:
    class Place(Event, frozen=True, kw_only=True):
        metres: float

    schema = {"type": "record", "name": "Place", "fields": [{"name": "metres", "type": "float"}]}
    assert writer(schema, Place)(Place(metres=1.5)) == struct.pack("<f", 1.5)
    with pytest.raises(ValueError, match="Place"):
        writer(schema, Place)(Place(metres=1e300))


@pytest.mark.parametrize("type_", [["null", "int", "string"], {"type": "fixed", "size": 2, "name": "F"}])
def test_an_unknown_type_is_misconfigured(type_: Any) -> None:
    schema = {"type": "record", "name": "P", "fields": [{"name": "last_id", "type": type_}]}
    with pytest.raises(Misconfigured):
        writer(schema, OutboxPosition)


def test_a_field_that_the_event_lacks_is_misconfigured() -> None:
    schema = {"type": "record", "name": "P", "fields": [{"name": "other", "type": "int"}]}
    with pytest.raises(Misconfigured, match="other"):
        writer(schema, OutboxPosition)
