"""A clock so wrong that it was set wrong. The gateway corrects it; a person looks at the play."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.clock_skew


def clock_skew(play: RecognizedPlay, _history: History) -> Signal | None:
    limit = LIMITS.skew_ms.value.get(play.source_type)
    if limit is None or abs(play.skew_ms) <= limit:
        return None
    side = "behind" if play.skew_ms > 0 else "ahead"
    return Signal(
        "clock_skew",
        LIMITS.severity,
        LIMITS.weight,
        f"The clock of this {NOUNS[play.source_type]} was {duration(play.skew_ms)} {side} when it reported.",
        {"skew_ms": str(play.skew_ms)},
    )
