"""Topics, schemas, events and examples say the same."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kernel import topics
from kernel.codec import Codec, schema_text
from kernel.events.event import Event
from kernel.topics import SCHEMAS, Topic
from tests.contract.examples import TOPIC_OF, each_example, event_of, paths, schema_of
from tests.unit.kernel.fixed_ids import FixedIds

TOPIC_FIELDS = {"about", "key", "event", "cleanup", "dead_letters"}
each_topic = pytest.mark.parametrize("topic", topics.ALL, ids=lambda topic: topic.name)
each_schema = pytest.mark.parametrize("name", sorted(path.stem for path in (SCHEMAS / "avro").glob("*.avsc")))


def test_every_file_of_a_topic_is_a_topic_and_the_other_way_round() -> None:
    assert {path.stem for path in (SCHEMAS / "topics").glob("*.yaml")} == {topic.name for topic in topics.ALL}


def test_every_schema_is_carried_by_a_topic() -> None:
    assert {path.stem for path in (SCHEMAS / "avro").glob("*.avsc")} == {topic.schema for topic in topics.ALL}


@each_topic
def test_a_topic_file_holds_what_is_known_and_nothing_else(topic: Topic[Event]) -> None:
    data = yaml.safe_load((SCHEMAS / "topics" / f"{topic.name}.yaml").read_text())
    assert set(data) - {"retention_days"} == TOPIC_FIELDS
    assert set(topic.cleanup.split(",")) <= {"compact", "delete"}
    assert (topic.retention_days is not None) == ("delete" in topic.cleanup)


@each_schema
def test_a_schema_has_the_fields_of_its_event(name: str) -> None:
    _agree(msgspec.json.decode(schema_text(name)), TOPIC_OF[name].event, {})


@each_schema
def test_a_schema_has_an_example(name: str) -> None:
    assert name in {schema_of(path) for path in paths()}


@each_example
def test_an_example_survives_the_codec(path: Path) -> None:
    event = event_of(path)
    codec = Codec(TOPIC_OF[schema_of(path)], FixedIds())
    assert codec.decode(codec.encode(event)) == event


def test_the_examples_show_every_field() -> None:
    shown = {field for path in paths() for field in _set_fields(path)}
    assert {field for topic in topics.ALL for field in topic.event.__struct_fields__} - shown == set()


def _set_fields(path: Path) -> set[str]:
    event = event_of(path)
    defaults = dict(zip(reversed(event.__struct_fields__), reversed(event.__struct_defaults__), strict=False))
    return {name for name in event.__struct_fields__ if getattr(event, name) != defaults.get(name, msgspec.UNSET)}


def _agree(schema: dict[str, Any], event: Any, named: dict[str, Any]) -> None:
    """The record's fields are the struct's, enums have the same words, and so on down."""
    fields = {field["name"]: field["type"] for field in schema["fields"]}
    assert set(fields) == set(event.__struct_fields__)
    for field in msgspec.structs.fields(event):
        _agree_type(fields[field.name], msgspec.inspect.type_info(field.type), named)


def _agree_type(written: Any, known: msgspec.inspect.Type, named: dict[str, Any]) -> None:
    if isinstance(known, msgspec.inspect.UnionType):
        assert written[0] == "null", "an optional field has null first, so that null can be its default"
        (written,) = written[1:]
        (known,) = [each for each in known.types if not isinstance(each, msgspec.inspect.NoneType)]
    if isinstance(written, dict) and "name" in written:
        named[f"rw.injyana.{written['name']}"] = written
    elif isinstance(written, str):
        written = named.get(written, written)
    if isinstance(known, msgspec.inspect.EnumType):
        assert written["symbols"] == [member.value for member in known.cls]
    elif isinstance(known, msgspec.inspect.StructType):
        _agree(written, known.cls, named)
    elif isinstance(known, msgspec.inspect.VarTupleType):
        _agree_type(written["items"], known.item_type, named)
    elif isinstance(known, msgspec.inspect.DictType):
        _agree_type(written["values"], known.value_type, named)
    elif isinstance(known, msgspec.inspect.DateTimeType):
        assert written == {"type": "long", "logicalType": "timestamp-millis"}
    else:
        assert written in AVRO_OF[type(known)]


AVRO_OF: dict[type[msgspec.inspect.Type], tuple[str, ...]] = {
    msgspec.inspect.StrType: ("string",),
    msgspec.inspect.BytesType: ("bytes",),
    msgspec.inspect.IntType: ("int", "long"),
    msgspec.inspect.FloatType: ("float", "double"),
    msgspec.inspect.BoolType: ("boolean",),
}
