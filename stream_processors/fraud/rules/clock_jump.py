"""A clock that was moved between the reports of two neighbouring plays."""

from uuid import UUID

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.clock_jump


def clock_jump(play: RecognizedPlay, history: History) -> Signal | None:
    if play.sent_at is None:
        return None
    for neighbour in history.told_clock:
        change = play.skew_ms - (neighbour.play.skew_s or 0) * 1000
        if abs(change) > LIMITS.change_ms.value and abs(neighbour.gap_ms) <= LIMITS.within_ms.value:
            return Signal(
                "clock_jump",
                LIMITS.severity,
                LIMITS.weight,
                f"The clock of this {NOUNS[play.source_type]} moved by {duration(change)} between two reports.",
                {
                    "other_event_id": str(UUID(bytes=neighbour.play.event_id)),
                    "change_ms": str(change),
                    "skew_ms": str(play.skew_ms),
                },
            )
    return None
