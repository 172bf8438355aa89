"""What the generated reader and writer of Avro bodies share: a schema beside its Struct, and lines made functions."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kernel.errors import Misconfigured


def hints(schema: Mapping[str, Any], event: type[Any]) -> dict[str, Any]:
    """The types of the Struct's fields, by name. Misconfigured where it lacks one of the schema's."""
    found = {field.name: field.type for field in msgspec.structs.fields(event)}
    if lacking := [field["name"] for field in schema["fields"] if field["name"] not in found]:
        raise Misconfigured(f"{event.__name__} lacks the fields {lacking} of the schema {schema['name']}")
    return found


def part(hint: Any, kind: type) -> Any:
    """The one such type within a hint like `tuple[Sighting, ...]` or `Location | None`, or None."""
    if isinstance(hint, type) and issubclass(hint, kind):
        return hint
    return next((found for each in getattr(hint, "__args__", ()) if (found := part(each, kind)) is not None), None)


def function(parameters: str, lines: str, known: Mapping[str, Any]) -> Callable[..., Any]:
    """A function of these lines, each begun by a newline; `known` holds what they name. They come from our own schemas,
    never from input."""
    names = dict(known)
    exec(f"def made({parameters}):" + indented(lines), names)  # noqa: S102 # nosec B102
    made: Callable[..., Any] = names["made"]
    return made


def indented(lines: str) -> str:
    """The lines one block further in."""
    return lines.replace("\n", "\n    ")
