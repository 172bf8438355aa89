"""The W3C trace context (https://www.w3.org/TR/trace-context/), carried in HTTP and Kafka headers."""

import re
import secrets
from collections.abc import Iterable

Headers = list[tuple[str, bytes]]

TRACEPARENT = "traceparent"
_VALID = re.compile(r"^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$")


def new_traceparent() -> str:
    """A fresh context, sampled."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def continued(traceparent: str | None) -> str:
    """The caller's trace with a span of our own; a fresh one where the caller sent none, or nonsense."""
    match = _VALID.match(traceparent or "")
    return f"00-{match[1]}-{secrets.token_hex(8)}-01" if match else new_traceparent()


def of_trace(trace_id: str) -> str:
    """A trace that is known by its 32 hex digits, with a span of our own."""
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


def trace_id(traceparent: bytes | str | None) -> str | None:
    """The 32 hex digits that name the trace, or None."""
    text = traceparent.decode("ascii", "replace") if isinstance(traceparent, bytes) else traceparent
    match = _VALID.match(text or "")
    return match[1] if match else None


def header(headers: Iterable[tuple[str, bytes | None]] | None, name: str) -> bytes | None:
    """The first header of that name, or None."""
    for key, value in headers or ():
        if key == name:
            return value
    return None
