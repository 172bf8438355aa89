"""Rules for text that a source sends."""

import re
from typing import Final
from unicodedata import normalize

from ingest_gateway import limits
from ingest_gateway.codes import Code, Rejected
from kernel.isrc import normalised

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def text(value: str, field: str) -> str:
    """The text in NFC. Rejected where it is blank, too long, or holds control characters."""
    if not value.isascii():
        value = normalize("NFC", value)
    if len(value) > limits.TEXT_CHARS or not value or value.isspace() or _CONTROL.search(value):
        raise Rejected(Code.BAD_METADATA, field)
    return value


def isrc(value: str, field: str) -> str:
    """The ISRC's twelve characters. Rejected where it is none."""
    found = normalised(value) if len(value) <= limits.ID_CHARS else None
    if found is None:
        raise Rejected(Code.BAD_ISRC, field)
    return found
