"""Dead letters: a record that can never be processed, with its own bytes and where it came from."""

import logging
from collections import deque
from dataclasses import dataclass

from kernel.errors import Poison, TooManyDeadLetters
from kernel.events.event import Origin
from kernel.replays import ATTEMPTS, refusals
from kernel.tracing import TRACEPARENT, Headers, header, trace_id

LOG = logging.getLogger(__name__)

LOOKED_AT = 1000
"""Records over which the breaker judges the share of dead letters."""
LEAST = 200
"""Records that it must have seen first: a handful of bad ones after a start is no pattern."""
SHARE = 0.5
"""More than this share of dead letters means that the stage, or everything before it, is broken."""
MESSAGE_CHARACTERS = 500
"""An error's text is cut here; the original bytes tell the rest."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """The record for the dead-letter topic of where it lay."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


def dead_letter(
    stage: str,
    origin: Origin,
    key: bytes | None,
    value: bytes | None,
    headers: Headers,
    error: Exception,
    event_id: str | None = None,
) -> DeadLetter:
    """The original bytes and headers, and dlq.* headers that say where it lay, who refused it and why; and logs it.

    That of a replay keeps the header that names the letter before it, and counts one attempt more.
    """
    cause = error.__cause__ if isinstance(error, Poison) and error.__cause__ is not None else error
    said = {
        "dlq.topic": origin.topic,
        "dlq.partition": str(origin.partition),
        "dlq.offset": str(origin.offset),
        "dlq.stage": stage,
        "dlq.error": type(error).__name__,
        "dlq.message": f"{type(cause).__name__}: {cause}"[:MESSAGE_CHARACTERS],
        ATTEMPTS: str(refusals(headers) + 1),
    }
    if event_id is not None:
        said["dlq.event_id"] = event_id
    trace = trace_id(header(headers, TRACEPARENT))
    LOG.warning(
        "dead letter",
        extra={
            "trace_id": trace,
            **{name.removeprefix("dlq."): text for name, text in said.items() if name != "dlq.message"},
            "reason": said["dlq.message"],
        },
    )
    kept = [(name, value) for name, value in headers if name not in said]
    return DeadLetter(f"{origin.topic}.dlq", key, value, kept + [(name, text.encode()) for name, text in said.items()])


class Breaker:
    """Stops a stage whose input has turned to poison, before it empties a topic into the dead letters."""

    def __init__(self, looked_at: int = LOOKED_AT, least: int = LEAST, share: float = SHARE) -> None:
        self._batches: deque[tuple[int, int]] = deque()
        self._looked_at = looked_at
        self._least = least
        self._share = share

    def saw(self, records: int, dead: int) -> None:
        """Counts a batch before its commit. TooManyDeadLetters where the share over the last records is too high."""
        self._batches.append((records, dead))
        total = sum(records for records, _ in self._batches)
        while len(self._batches) > 1 and total - self._batches[0][0] >= self._looked_at:
            total -= self._batches.popleft()[0]
        bad = sum(dead for _, dead in self._batches)
        if total >= self._least and bad > total * self._share:
            raise TooManyDeadLetters(f"{bad} of the last {total} records are poison: see the .dlq topic's dlq.message")
