"""Where a page ended, as an opaque text."""

import base64
import binascii
from typing import Any

import msgspec

from http_api.refusals import bad_cursor


def cursor_of(*place: Any) -> str:
    """The cursor of the last item's place in the order."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def place_of(cursor: str, kind: Any) -> Any:
    """The place, a tuple of the given type. Problem 422."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        if b"\\u0000" in text:
            raise ValueError("PostgreSQL knows no such text")
        return msgspec.json.decode(text, type=kind)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise bad_cursor() from None
