"""Events to bytes and back: Avro in the Confluent wire format (one zero byte, a 4-byte schema id, the Avro body)."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any, Generic, Protocol, TypeVar

import fastavro
import msgspec
from fastavro.types import Schema

from kernel.avro_reader import reader
from kernel.avro_writer import writer
from kernel.errors import Undecodable
from kernel.events.event import Event
from kernel.topics import SCHEMAS, Topic

E = TypeVar("E", bound=Event)

HEADER_BYTES = 5


class SchemaIds(Protocol):
    """What a codec needs of the registry."""

    def id_of(self, subject: str, schema: str) -> int:
        """The id under which the schema's text is registered for the subject. RegistryAway, Misconfigured."""

    def schema_of(self, schema_id: int) -> str:
        """The text of the schema that a writer used. RegistryAway; Undecodable where no schema has that id."""


def schema_text(name: str) -> str:
    """The text of schemas/avro/NAME.avsc."""
    return (SCHEMAS / "avro" / f"{name}.avsc").read_text()


def parse(text: str) -> Schema:
    """A schema's text, ready for fastavro. Each call has its own names, so that versions never mix."""
    return fastavro.parse_schema(msgspec.json.decode(text), named_schemas={})


class Codec(Generic[E]):
    """Encodes and decodes the values of one topic.

    `header` stands before a body of the topic's own schema.
    `encode` raises ValueError or TypeError on an event that its schema cannot hold: a defect of ours, never of input.
    `decode` reads what any writer of a compatible schema wrote and raises Undecodable on everything else.
    """

    def __init__(self, topic: Topic[E], ids: SchemaIds) -> None:
        text = schema_text(topic.schema)
        self._topic = topic
        self.ids = ids
        self._reader = parse(text)
        schema_id = ids.id_of(topic.subject, text)
        self.header = b"\x00" + schema_id.to_bytes(4, "big")
        self._writers: dict[bytes, Schema] = {}
        self._own = reader(msgspec.json.decode(text), topic.event)
        self._write = writer(msgspec.json.decode(text), topic.event)

    def encode(self, event: E) -> bytes:
        return self.header + self._write(event)

    def decode(self, data: bytes | None) -> E:
        if data is None or len(data) <= HEADER_BYTES or data[0] != 0:
            raise Undecodable(f"not a value of {self._topic.name}: no Confluent header")
        writer = None if data.startswith(self.header) else self._writer(data[:HEADER_BYTES])
        try:
            event, end = self._own(data, HEADER_BYTES) if writer is None else self._resolved(data, writer)
        except Exception as error:  # readers raise whatever the damaged bytes lead them to
            raise Undecodable(f"not a {self._topic.schema}: {type(error).__name__}: {error}") from error
        if end != len(data):
            raise Undecodable(f"a {self._topic.schema} of {end} bytes in a value of {len(data)}")
        return event

    def _writer(self, header: bytes) -> Schema:
        writer = self._writers.get(header)
        if writer is None:
            writer = self._writers[header] = parse(self.ids.schema_of(int.from_bytes(header[1:], "big")))
        return writer

    def _resolved(self, data: bytes, writer: Schema) -> tuple[E, int]:
        """What was written with another version of the schema."""
        body = BytesIO(data)
        body.seek(HEADER_BYTES)
        plain = fastavro.schemaless_reader(body, writer, self._reader)
        return from_plain(plain, self._topic.event), body.tell()


class Codecs:
    """The codec of each topic, made when it is first asked for. `get` raises RegistryAway and Misconfigured."""

    def __init__(self, ids: SchemaIds) -> None:
        self._ids = ids
        self._made: dict[str, Codec[Any]] = {}

    def get(self, topic: Topic[E]) -> Codec[E]:
        codec = self._made.get(topic.name)
        if codec is None:
            codec = self._made[topic.name] = Codec(topic, self._ids)
        return codec


def to_plain(event: Event) -> dict[str, Any]:
    """An event as the dicts, lists, strings, bytes and datetimes that fastavro writes."""
    plain: dict[str, Any] = msgspec.to_builtins(event, builtin_types=(bytes, datetime))
    return plain


def from_plain(plain: object, event: type[E]) -> E:
    """The event of what fastavro read. msgspec.ValidationError where a value does not fit its field."""
    return msgspec.convert(plain, event, builtin_types=(bytes, datetime))


Decode = Callable[[bytes | None], E]
