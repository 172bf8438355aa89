"""How schemas may change: the real registry refuses what could not read the past, and old readers read the future."""

import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from typing import Any

import fastavro
import httpx
import pytest

from injyana.admin.schemas import Change, Subjects
from injyana.local.settings import LocalSettings
from kernel import topics
from kernel.codec import Codec, parse, schema_text, to_plain
from kernel.errors import Refused, Undecodable
from kernel.events.detections import Detection
from kernel.registry import Registry
from kernel.topics import SCHEMAS, Topic
from tests.contract.examples import event_of

EXAMPLE = SCHEMAS / "examples/detection/v1/phone_fingerprint.json"
PRESENT = schema_text("detection")


@pytest.fixture
def subjects(stack: LocalSettings) -> Iterator[Subjects]:
    with closing(Subjects(stack.registry)) as subjects:
        yield subjects


@pytest.fixture
def registry(stack: LocalSettings) -> Iterator[Registry]:
    with closing(Registry(stack.registry)) as registry:
        yield registry


@pytest.fixture
def topic(subjects: Subjects) -> Topic[Detection]:
    """A topic like detections.raw whose subject is this test's own, with the present schema registered."""
    topic = replace(topics.DETECTIONS_RAW, name=f"test.{uuid.uuid4().hex}")
    subjects.register(Change(topic.subject, PRESENT, None))
    return topic


def with_field(**field: Any) -> str:
    """The present schema with one more field."""
    schema = json.loads(PRESENT)
    schema["fields"].append(field)
    return json.dumps(schema)


def test_registering_again_changes_nothing(subjects: Subjects, topic: Topic[Detection]) -> None:
    assert subjects.plan([(topic.subject, PRESENT)]) == []


def test_a_field_without_a_default_is_refused(
    subjects: Subjects, topic: Topic[Detection], stack: LocalSettings
) -> None:
    change = Change(topic.subject, with_field(name="mood", type="string"), PRESENT)
    with pytest.raises(Refused, match="default"):
        subjects.check(change)
    with pytest.raises(Refused, match="default"):
        subjects.register(change)
    url = f"{stack.registry}/subjects/{topic.subject}/versions"
    assert httpx.post(url, json={"schema": change.text}).status_code == httpx.codes.CONFLICT
    assert subjects.plan([(topic.subject, PRESENT)]) == [], "the present schema is still the newest"


def test_a_changed_type_is_refused(subjects: Subjects, topic: Topic[Detection]) -> None:
    schema = json.loads(PRESENT)
    next(field for field in schema["fields"] if field["name"] == "duration_ms")["type"] = "string"
    with pytest.raises(Refused):
        subjects.check(Change(topic.subject, json.dumps(schema), PRESENT))


def test_an_old_reader_reads_new_data(subjects: Subjects, topic: Topic[Detection], registry: Registry) -> None:
    old = Codec(topic, registry)
    text = with_field(name="mood", type=["null", "string"], default=None)
    subjects.check(change := Change(topic.subject, text, PRESENT))
    subjects.register(change)
    schema_id = registry.id_of(topic.subject, text)
    event = event_of(EXAMPLE)
    body = BytesIO(b"\x00" + schema_id.to_bytes(4, "big"))
    body.seek(0, 2)
    fastavro.schemaless_writer(body, parse(text), to_plain(event) | {"mood": "joyful"})
    assert old.decode(body.getvalue()) == event


def test_a_new_reader_reads_old_data(subjects: Subjects, topic: Topic[Detection], registry: Registry) -> None:
    written = json.loads(PRESENT)
    written["fields"] = [field for field in written["fields"] if field["name"] != "client"]
    old_topic = replace(topic, name=f"test.{uuid.uuid4().hex}")
    subjects.register(Change(old_topic.subject, json.dumps(written), None))
    subjects.register(Change(old_topic.subject, PRESENT, json.dumps(written)))
    schema_id = registry.id_of(old_topic.subject, json.dumps(written))
    event = event_of(EXAMPLE)
    body = BytesIO(b"\x00" + schema_id.to_bytes(4, "big"))
    body.seek(0, 2)
    plain = to_plain(event)
    del plain["client"]
    fastavro.schemaless_writer(body, parse(json.dumps(written)), plain)
    assert Codec(old_topic, registry).decode(body.getvalue()) == event.evolve(client=None)


def test_an_id_that_no_schema_has_is_poison(topic: Topic[Detection], registry: Registry) -> None:
    with pytest.raises(Undecodable, match="no schema has the id"):
        Codec(topic, registry).decode(b"\x00\x7f\xff\xff\xff\x00")
