"""Two songs at once by one ear, for longer than a cross-fade."""

from uuid import UUID

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.packing import song_hash
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.overlap


def overlap(play: RecognizedPlay, history: History) -> Signal | None:
    if not history.overlapping:
        return None
    tolerance = LIMITS.tolerance_ms.value.get(play.source_type)
    song = song_hash(play.song_id)
    others = [other for other in history.overlapping if other.play.song != song]
    if tolerance is None or not others:
        return None
    longest = max(others, key=lambda other: other.overlap_ms)
    if longest.overlap_ms <= tolerance:
        return None
    return Signal(
        "overlap",
        LIMITS.severity,
        LIMITS.weight,
        f"Two songs at once for {duration(longest.overlap_ms)} by the same {NOUNS[play.source_type]}.",
        {
            "other_event_id": str(UUID(bytes=longest.play.event_id)),
            "overlap_ms": str(longest.overlap_ms),
        },
    )
