"""Rows for COPY in PostgreSQL's text format."""

import json
import re
from collections.abc import Iterable, Sequence

NULL = "\x01"
"""What stands for null: no text holds it, since the gateway refuses control characters."""

LARGEST_INTEGER = 2**31 - 1
LARGEST_BIGINT = 2**63 - 1

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def line(fields: Sequence[str]) -> str:
    """One row. Fields are text as PostgreSQL reads it, or NULL."""
    joined = "\t".join(fields)
    if joined.count("\t") >= len(fields) or "\\" in joined or "\n" in joined or "\r" in joined:
        joined = "\t".join(field.translate(_ESCAPES) for field in fields)
    return joined + "\n"


def optional(value: object) -> str:
    """A value that may be missing."""
    return NULL if value is None else str(value)


def array(values: Iterable[str]) -> str:
    """An array of texts."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def binary(value: bytes | None) -> str:
    """A bytea in hex."""
    return NULL if value is None else "\\x" + value.hex()


def json_text(value: object) -> str:
    """A jsonb."""
    return json.dumps(value, ensure_ascii=False)


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID in its usual form, which is also what PostgreSQL gives back."""
    return _UUID.fullmatch(text) is not None


def clean(text: str) -> str:
    """The text without what no text of a table can hold."""
    return text.replace("\0", "").replace(NULL, "")


def number(text: str | None, largest: int) -> int | None:
    """The number that the text says, from 0 to `largest`; None where it says none."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    return int(text) if int(text) <= largest else None
