"""A run of plays that was reported before under other ids: as long, with the same gaps, at another time."""

from uuid import UUID

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.replayed_run


def replayed_run(play: RecognizedPlay, history: History) -> Signal | None:
    run = history.repeated
    if run is None:
        return None
    side = "later" if run.gap_ms > 0 else "earlier"
    return Signal(
        "replayed_run",
        LIMITS.severity,
        LIMITS.weight,
        f"This {NOUNS[play.source_type]} reported the same {run.plays} plays in a row, as long and with the same"
        f" pauses, {duration(run.gap_ms)} {side} as well.",
        {
            "other_event_id": str(UUID(bytes=run.play.event_id)),
            "gap_ms": str(run.gap_ms),
            "plays": str(run.plays),
            "songs": str(run.songs),
        },
    )
