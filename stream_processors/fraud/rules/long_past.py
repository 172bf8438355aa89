"""A play so far behind the newest that what was heard around it is no longer known: kept for long, or replayed."""

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS

LIMITS = THRESHOLDS.long_past


def long_past(play: RecognizedPlay, history: History) -> Signal | None:
    if not history.days_behind:
        return None
    return Signal(
        "long_past",
        LIMITS.severity,
        LIMITS.weight,
        f"This {NOUNS[play.source_type]} reported the play after plays from {history.days_behind} days later, too late"
        " to compare it with what was heard around it.",
        {"days_behind": str(history.days_behind)},
    )
