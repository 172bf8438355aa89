"""A play that was received before its source was registered."""

from datetime import timedelta

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, moment

LIMITS = THRESHOLDS.unregistered
TOLERANCE = timedelta(milliseconds=LIMITS.tolerance_ms.value)


def unregistered(play: RecognizedPlay, history: History) -> Signal | None:
    registered_at = history.source.registered_at if history.source else None
    if registered_at is None or play.received_at >= registered_at - TOLERANCE:
        return None
    return Signal(
        "unregistered",
        LIMITS.severity,
        LIMITS.weight,
        f"This {NOUNS[play.source_type]} was registered on {moment(registered_at)}, after it had reported the play.",
        {"registered_at": registered_at.isoformat()},
    )
