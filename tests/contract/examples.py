"""The examples of schemas/examples, as events."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kernel import topics
from kernel.events.event import Event
from kernel.topics import SCHEMAS, Topic

TOPIC_OF: dict[str, Topic[Event]] = {topic.schema: topic for topic in reversed(topics.ALL)}
"""One topic for each schema: the first that carries it."""


def paths() -> Iterator[Path]:
    """Every example file."""
    yield from sorted((SCHEMAS / "examples").glob("*/v1/*.json"))


def schema_of(path: Path) -> str:
    """The name of the schema that an example shows."""
    return path.parent.parent.name


def event_of(path: Path) -> Event:
    """The example as an event; every field that it names must be known."""
    kind = TOPIC_OF[schema_of(path)].event
    named: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    assert set(named) <= set(kind.__struct_fields__), f"{path} names unknown fields"
    return msgspec.json.decode(path.read_bytes(), type=kind)


each_example = pytest.mark.parametrize("path", tuple(paths()), ids=lambda path: f"{schema_of(path)}-{path.stem}")
