"""Avro bodies to Structs, without dicts between: one straight function an event, generated from the schema.

Covers what kernel/avro_writer.py writes and reads it as fastavro and msgspec do, which a test holds against them.
"""

import struct
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from kernel.avro_schema import function, hints, indented, part
from kernel.avro_writer import EPOCH
from kernel.errors import Misconfigured

S = TypeVar("S", bound=msgspec.Struct)
Read = Callable[[bytes, int], tuple[Any, int]]
"""From the bytes and a position: the value, and the position behind it."""

TIME_BYTES = 6
"""Of a time between 2004 and 2109."""
TIMES = 10_000
"""Times kept ready; those of receipt and sending are the same for a whole upload."""

_STRING = """
n = data[p]
if n & 129:
    n, p = size(data, p)
else:
    n >>= 1
    p += 1
q = p + n
{to} = data[p:q]{decoded}
p = q"""
_LONG = """
n = data[p]
if n < 128:
    {to} = n >> 1 ^ -(n & 1)
    p += 1
else:
    {to}, p = long(data, p)"""
_LINES = {
    "string": _STRING.replace("{decoded}", ".decode()"),
    "bytes": _STRING.replace("{decoded}", ""),
    "int": _LONG,
    "long": _LONG,
    "double": "\n({to},) = double(data, p)\np += 8",
    "float": "\n({to},) = float(data, p)\np += 4",
    "boolean": "\n{to}, p = flag(data, p)",
    "timestamp-millis": "\n{to}, p = time(data, p)",
}
_NULLABLE = """
n = data[p]
p += 1
if n == {null}:
    {to} = None
elif n == {mark}:{inner}
else:
    raise ValueError("no such branch")"""


def reader(schema: Mapping[str, Any], event: type[S]) -> Callable[[bytes, int], tuple[S, int]]:
    """What turns the body of the schema's record, from a position on, into an event.

    The function raises one of many errors on a damaged body. A text or bytes that the body cuts short end beyond it,
    so that its caller must hold the position behind the event against the size. Misconfigured where the schema uses
    what this module does not know.
    """
    return _Generator().record(schema, event)


class _Generator:
    """Knows the functions of the named types met so far, since a later field may refer to them."""

    def __init__(self) -> None:
        self._named: dict[str, Read] = {}

    def record(self, schema: Mapping[str, Any], event: type[Any]) -> Read:
        fields = [(field["name"], field["type"]) for field in schema["fields"]]
        types = hints(schema, event)
        known = {"event": event}
        lines = "".join(self._lines(kind, types[name], f"v_{name}", known) for name, kind in fields)
        made = _compiled(f"{lines}\nreturn event({', '.join(f'{name}=v_{name}' for name, _ in fields)}), p", known)
        self._named[schema["name"].rpartition(".")[2]] = made
        return made

    def _lines(self, schema: Any, hint: Any, to: str, known: dict[str, Any]) -> str:
        """The lines that read one value into the variable `to`; the functions that they call are put into `known`."""
        if isinstance(schema, list):
            return self._nullable(schema, hint, to, known)
        kind = schema if isinstance(schema, str) else schema.get("logicalType", schema["type"])
        if kind in _LINES:
            return _LINES[kind].replace("{to}", to)
        known[f"read_{to}"] = self._function(schema, hint)
        return f"\n{to}, p = read_{to}(data, p)"

    def _nullable(self, schema: list[Any], hint: Any, to: str, known: dict[str, Any]) -> str:
        others = [branch for branch in schema if branch != "null"]
        if len(schema) != 2 or len(others) != 1:
            raise Misconfigured(f"no reader for the union {schema}")
        mark = schema.index(others[0]) * 2
        inner = indented(self._lines(others[0], hint, to, known))
        return _NULLABLE.replace("{to}", to).format(null=2 - mark, mark=mark, inner=inner)

    def _function(self, schema: Any, hint: Any) -> Read:
        name = schema if isinstance(schema, str) else schema["type"]
        if name in ("array", "map"):
            known: dict[str, Any] = {}
            item = self._lines(schema["items" if name == "array" else "values"], hint, "item", known)
            if name == "array":
                return _many(_compiled(f"{item}\nreturn item, p", known), tuple)
            return _many(
                _compiled(f"{_LINES['string'].replace('{to}', 'key')}{item}\nreturn (key, item), p", known), dict
            )
        if name == "record":
            return self.record(schema, part(hint, msgspec.Struct))
        if name == "enum":
            made = self._named[schema["name"].rpartition(".")[2]] = _enum(schema["symbols"], part(hint, str))
            return made
        if name.rpartition(".")[2] not in self._named:
            raise Misconfigured(f"no reader for the type {name}")
        return self._named[name.rpartition(".")[2]]


def _compiled(lines: str, known: dict[str, Any]) -> Read:
    return function("data, p", lines, known | _KNOWN)


def _long(data: bytes, p: int) -> tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        byte = data[p]
        p += 1
        number |= (byte & 127) << shift
        if byte < 128:
            if number >> 64:
                break
            return number >> 1 ^ -(number & 1), p
    raise ValueError("no 64-bit integer")


def _size(data: bytes, p: int) -> tuple[int, int]:
    number, p = _long(data, p)
    if number < 0:
        raise ValueError(f"{number} is no size")
    return number, p


def _flag(data: bytes, p: int) -> tuple[bool, int]:
    return (False, True)[data[p]], p + 1


_known_times: dict[bytes, datetime] = {}


def _time(data: bytes, p: int) -> tuple[datetime, int]:
    text = data[p : p + TIME_BYTES]
    known = _known_times.get(text)
    if known is not None:
        return known, p + TIME_BYTES
    number, q = _long(data, p)
    at = EPOCH + timedelta(milliseconds=number)
    if q == p + TIME_BYTES:
        if len(_known_times) >= TIMES:
            _known_times.clear()
        _known_times[text] = at
    return at, q


def _enum(symbols: list[str], event: Any) -> Read:
    members = [event(symbol) for symbol in symbols]

    def read(data: bytes, p: int) -> tuple[Any, int]:
        place = data[p]
        if place & 129:
            raise ValueError("no symbol")
        return members[place >> 1], p + 1

    return read


def _many(one: Read, collect: Callable[[list[Any]], Any]) -> Read:
    def read(data: bytes, p: int) -> tuple[Any, int]:
        if data[p] == 0:
            return collect([]), p + 1
        items: list[Any] = []
        while True:
            count, p = _long(data, p)
            if count < 0:
                _, p = _long(data, p)
            if not count:
                return collect(items), p
            for _ in range(abs(count)):
                item, p = one(data, p)
                items.append(item)

    return read


_KNOWN = {
    "size": _size,
    "long": _long,
    "time": _time,
    "flag": _flag,
    "double": struct.Struct("<d").unpack_from,
    "float": struct.Struct("<f").unpack_from,
}
