"""A clock that is moved again and again between the plays that it dates."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.clock_variance


def clock_variance(play: RecognizedPlay, history: History) -> Signal | None:
    if history.clock_moves < LIMITS.moves.value:
        return None
    return Signal(
        "clock_variance",
        LIMITS.severity,
        LIMITS.weight,
        f"The clock of this {NOUNS[play.source_type]} was moved {history.clock_moves} times within 8 days.",
        {"moves": str(history.clock_moves), "skew_ms": str(play.skew_ms)},
    )
