"""The very same fingerprint as of an earlier play: a recording of one moment was reported as two."""

from uuid import UUID

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.copied_sound


def copied_sound(play: RecognizedPlay, history: History) -> Signal | None:
    other = history.same_sound
    if other is None or play.source_type not in LIMITS.source_types.value:
        return None
    return Signal(
        "copied_sound",
        LIMITS.severity,
        LIMITS.weight,
        f"This {NOUNS[play.source_type]} reported exactly the same recording for a play {duration(other.gap_ms)}"
        f" {'earlier' if other.gap_ms < 0 else 'later'}.",
        {"other_event_id": str(UUID(bytes=other.play.event_id)), "gap_ms": str(other.gap_ms)},
    )
