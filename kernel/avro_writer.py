"""Structs to Avro bodies, without dicts between: one straight function a record, generated from the schema.

Covers what schemas/avro uses: records, enums, arrays, maps of strings, nullable types, the primitive types and
timestamp-millis. The bytes are those of fastavro.schemaless_writer, which a test holds against it.
"""

import struct
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from enum import EnumType
from typing import Any

import msgspec

from kernel.avro_schema import function, hints, indented, part
from kernel.errors import Misconfigured

Write = Callable[[Any], bytes]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

_CHUNK = 1 << 14
"""Numbers are written 14 bits, two bytes of a varint, at a time: from tables, since a loop over bits is slow."""
_MASK = _CHUNK - 1
_SHORT = _CHUNK >> 1
_LAST = [bytes([n]) if n < 128 else bytes([n & 127 | 128, n >> 7]) for n in range(_CHUNK)]
_MORE = [bytes([n & 127 | 128, n >> 7 | 128]) for n in range(_CHUNK)]
_SMALL = [_LAST[n << 1] for n in range(_SHORT)]

_SIZED = "\n{it} = (small[len({it})] if len({it}) < short else long(len({it}))) + {it}"
_NUMBER = "\n{it} = small[{it}] if 0 <= {it} < short else {function}({it})"
_LINES = {
    "string": "\n{it} = {it}.encode()" + _SIZED,
    "bytes": _SIZED,
    "int": _NUMBER.replace("{function}", "integer"),
    "long": _NUMBER.replace("{function}", "long"),
    "double": "\n{it} = double({it})",
    "float": "\n{it} = float32({it})",
    "boolean": "\n{it} = true if {it} else false",
    "timestamp-millis": """
since = {it} - epoch
n = (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000 << 1
{it} = more[n & mask] + more[n >> 14 & mask] + last[n >> 28] if least <= n < beyond else long(n >> 1)""",
}
"""What turns the variable `it` from a value into its bytes. A time from 1970 to 2039 has three chunks."""
_NULLABLE = """
if {it} is None:
    {it} = {null}
else:{inner}
    {it} = {mark} + {it}"""


def writer(schema: Mapping[str, Any], event: type[msgspec.Struct]) -> Write:
    """What turns an event into the body of the schema's record.

    The function raises ValueError or TypeError on an event that its schema cannot hold. Misconfigured here, at once,
    where the schema uses what this module does not know, or names a field that the event lacks.
    """
    body = _Generator().record(schema, event)

    def write(value: msgspec.Struct) -> bytes:
        try:
            return body(value)
        except (AttributeError, KeyError, OverflowError, struct.error) as error:
            raise ValueError(f"not a {schema['name']}: {error!r}") from error

    return write


def fields_writer(
    schema: Mapping[str, Any], event: type[msgspec.Struct], written: Collection[str]
) -> Callable[..., bytes]:
    """What turns a record's fields, given in the schema's order, into its body: for whoever has them and no event.

    Those in `written` are given as `field_writers` made them. The function raises one of many errors on what cannot be
    held; Misconfigured here as `writer`.
    """
    names = ", ".join(f"v_{field['name']}" for field in schema["fields"])
    known: dict[str, Any] = {}
    return _compiled(names, _Generator().joined(schema, event, known, written), known)


def field_writers(schema: Mapping[str, Any], event: type[msgspec.Struct]) -> dict[str, Write]:
    """What writes each of a record's fields alone, by name. Errors as `fields_writer`'s."""
    types, generator = hints(schema, event), _Generator()
    return {field["name"]: generator.alone(field["type"], types[field["name"]]) for field in schema["fields"]}


class _Generator:
    """Knows the functions of the named types met so far, since a later field may refer to them."""

    def __init__(self) -> None:
        self._named: dict[str, Write] = {}

    def record(self, schema: Mapping[str, Any], event: type[Any]) -> Write:
        known: dict[str, Any] = {}
        names = "".join(f"v_{name}, " for name in event.__struct_fields__)
        made = _compiled("value", f"\n{names}= astuple(value){self.joined(schema, event, known, ())}", known)
        self._named[schema["name"].rpartition(".")[2]] = made
        return made

    def joined(
        self, schema: Mapping[str, Any], event: type[Any], known: dict[str, Any], written: Collection[str]
    ) -> str:
        """The lines that turn the variables of a record's fields into its body."""
        types = hints(schema, event)
        fields = {field["name"]: field["type"] for field in schema["fields"]}
        lines = [self._lines(fields[each], types[each], f"v_{each}", known) for each in fields if each not in written]
        return f"{''.join(lines)}\nreturn b''.join(({''.join(f'v_{each}, ' for each in fields)}))"

    def alone(self, schema: Any, hint: Any) -> Write:
        known: dict[str, Any] = {}
        return _compiled("it", f"{self._lines(schema, hint, 'it', known)}\nreturn it", known)

    def _lines(self, schema: Any, hint: Any, it: str, known: dict[str, Any]) -> str:
        """The lines that turn the variable `it` into its bytes; the functions that they call are put into `known`."""
        if isinstance(schema, list):
            return self._nullable(schema, hint, it, known)
        kind = schema if isinstance(schema, str) else schema.get("logicalType", schema["type"])
        if kind in _LINES:
            return _LINES[kind].replace("{it}", it)
        known[f"write_{it}"] = self._function(schema, hint)
        return f"\n{it} = write_{it}({it})"

    def _nullable(self, schema: list[Any], hint: Any, it: str, known: dict[str, Any]) -> str:
        others = [branch for branch in schema if branch != "null"]
        if len(schema) != 2 or len(others) != 1:
            raise Misconfigured(f"no writer for the union {schema}")
        place = schema.index(others[0])
        inner = indented(self._lines(others[0], hint, it, known))
        return _NULLABLE.format(it=it, null=_SMALL[1 - place], mark=_SMALL[place], inner=inner)

    def _function(self, schema: Any, hint: Any) -> Write:
        name = schema if isinstance(schema, str) else schema["type"]
        if name == "record":
            return self.record(schema, part(hint, msgspec.Struct))
        if name == "array":
            return _array(self.alone(schema["items"], part(hint, msgspec.Struct)))
        if name == "map":
            return _map(self.alone("string", None), self.alone(schema["values"], None))
        if name == "enum":
            table = {symbol: _SMALL[place] for place, symbol in enumerate(schema["symbols"])}
            made = self._named[schema["name"].rpartition(".")[2]] = _enum(table, hint)
            return made
        if name.rpartition(".")[2] not in self._named:
            raise Misconfigured(f"no writer for the type {name}")
        return self._named[name.rpartition(".")[2]]


def _compiled(parameters: str, lines: str, known: dict[str, Any]) -> Callable[..., bytes]:
    return function(parameters, lines, known | _KNOWN)


def _varint(number: int) -> bytes:
    if number < _CHUNK:
        return _LAST[number]
    out = _MORE[number & _MASK]
    number >>= 14
    while number >= _CHUNK:
        out += _MORE[number & _MASK]
        number >>= 14
    return out + _LAST[number]


def _long(value: int) -> bytes:
    if not -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
        raise ValueError(f"{value} is no 64-bit integer")
    return _varint(value << 1 ^ value >> 63)


def _int(value: int) -> bytes:
    if not -0x80000000 <= value <= 0x7FFFFFFF:
        raise ValueError(f"{value} is no 32-bit integer")
    return _varint(value << 1 ^ value >> 31)


def _enum(table: dict[str, bytes], hint: Any) -> Write:
    """By the member's identity, since enum.StrEnum hashes itself in Python; text that is no member is looked up."""
    parts = getattr(hint, "__args__", (hint,))
    enums: list[Any] = [part for part in parts if isinstance(part, EnumType)]
    by_identity = {id(member): table[member] for enum in enums for member in enum if member in table}

    def write(value: str) -> bytes:
        return by_identity.get(id(value)) or table[value]

    return write


def _array(item: Write) -> Write:
    def write(values: Any) -> bytes:
        return _long(len(values)) + b"".join([item(value) for value in values]) + b"\x00" if values else b"\x00"

    return write


def _map(key: Write, item: Write) -> Write:
    def write(values: Mapping[str, Any]) -> bytes:
        pairs = [key(name) + item(value) for name, value in values.items()]
        return _long(len(pairs)) + b"".join(pairs) + b"\x00" if pairs else b"\x00"

    return write


_KNOWN = {
    "small": _SMALL,
    "short": _SHORT,
    "more": _MORE,
    "last": _LAST,
    "mask": _MASK,
    "least": 1 << 28,
    "beyond": 1 << 42,
    "long": _long,
    "integer": _int,
    "double": struct.Struct("<d").pack,
    "float32": struct.Struct("<f").pack,
    "true": b"\x01",
    "false": b"\x00",
    "epoch": EPOCH,
    "astuple": msgspec.structs.astuple,
}
