"""Music without a pause, by day and by night, longer than a person goes without one."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.unbroken
HOUR_MS = 3_600_000


def unbroken(play: RecognizedPlay, history: History) -> Signal | None:
    hours = LIMITS.hours.value.get(play.source_type)
    if hours is None or history.unbroken_ms <= hours * HOUR_MS:
        return None
    return Signal(
        "unbroken",
        LIMITS.severity,
        LIMITS.weight,
        f"Music without a pause for {duration(history.unbroken_ms)}, day and night, by the same"
        f" {NOUNS[play.source_type]}.",
        {"unbroken_ms": str(history.unbroken_ms)},
    )
