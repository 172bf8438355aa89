"""The generated reader gives what fastavro and msgspec give, for every topic's events, and refuses damaged bodies."""

from io import BytesIO
from typing import Any

import fastavro
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import topics
from kernel.avro_reader import reader
from kernel.avro_writer import writer
from kernel.codec import from_plain, parse, schema_text
from kernel.errors import Misconfigured
from kernel.events.event import Event
from kernel.events.outbox import OutboxPosition
from kernel.events.plays import ScoredPlay
from tests.unit.kernel.test_avro_writer import events

POSITION = msgspec.json.decode(schema_text("outbox_position"))
PLAY = msgspec.json.decode(schema_text("scored_play"))


@pytest.mark.parametrize("topic", topics.ALL, ids=lambda topic: topic.name)
def test_events_come_back_as_by_fastavro(topic: topics.Topic[Event]) -> None:
    text = schema_text(topic.schema)
    schema = msgspec.json.decode(text)
    parsed, write, read = parse(text), writer(schema, topic.event), reader(schema, topic.event)

    @settings(max_examples=60, deadline=None)
    @given(events(schema, topic.event))
    def same(event: Event) -> None:
        body = write(event)
        plain: Any = fastavro.schemaless_reader(BytesIO(body), parsed, None)
        assert read(b"header" + body, 6) == (from_plain(plain, topic.event), 6 + len(body))

    same()


@settings(max_examples=100, deadline=None)
@given(events(PLAY, ScoredPlay), st.data())
def test_a_body_cut_short_is_never_an_event(event: Event, data: st.DataObject) -> None:
    body = writer(PLAY, ScoredPlay)(event)
    cut = body[: data.draw(st.integers(0, len(body) - 1))]
    assert not accepted(reader(PLAY, ScoredPlay), cut)


@settings(max_examples=100, deadline=None)
@given(events(PLAY, ScoredPlay), st.data())
def test_damage_is_read_as_fastavro_reads_it_or_refused(event: Event, data: st.DataObject) -> None:
    body = bytearray(writer(PLAY, ScoredPlay)(event))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    read = reader(PLAY, ScoredPlay)
    if accepted(read, bytes(body)):
        plain: Any = fastavro.schemaless_reader(BytesIO(body), parse(schema_text("scored_play")), None)
        assert repr(read(bytes(body), 0)[0]) == repr(from_plain(plain, ScoredPlay))


def test_a_number_without_end_is_refused_at_once() -> None:
    for body in (b"\xff" * 1_000_000, b"\xff" * 9 + b"\x7f"):
        with pytest.raises(ValueError, match="64-bit"):
            reader(POSITION, OutboxPosition)(body, 0)


def test_blocks_with_their_size_are_read() -> None:
    schema = {
        "type": "record",
        "name": "Scored",
        "fields": [{"name": "reasons", "type": {"type": "array", "items": "string"}}],
    }

    class Scored(msgspec.Struct):
        reasons: tuple[str, ...]

    body = b"\x02\x02a" + b"\x03\x08\x02b\x02c" + b"\x00"
    assert reader(schema, Scored)(body, 0) == (Scored(("a", "b", "c")), len(body))


@pytest.mark.parametrize("kind", ["fixed", ["null", "int", "string"], {"type": "fixed", "name": "F", "size": 2}])
def test_a_schema_that_it_does_not_know_is_refused(kind: object) -> None:
    schema = {"name": "OutboxPosition", "fields": [{"name": "last_id", "type": kind}]}
    with pytest.raises(Misconfigured):
        reader(schema, OutboxPosition)


def test_a_field_that_the_event_lacks_is_refused() -> None:
    with pytest.raises(Misconfigured, match="lacks"):
        reader({"name": "OutboxPosition", "fields": [{"name": "other", "type": "int"}]}, OutboxPosition)


def accepted(read: Any, body: bytes) -> bool:
    """Whether it is read, to its very end."""
    try:
        return bool(read(body, 0)[1] == len(body))
    except Exception:  # readers raise whatever the damaged bytes lead them to
        return False
