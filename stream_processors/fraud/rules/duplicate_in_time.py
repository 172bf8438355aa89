"""The same song, heard at the same time by the same ear, under another id: one play reported twice."""

from uuid import UUID

from kernel.events.flags import Severity
from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.packing import Seen, song_hash
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.duplicate_in_time


def duplicate_in_time(play: RecognizedPlay, history: History) -> Signal | None:
    tolerance = LIMITS.tolerance_ms.value.get(play.source_type)
    if not history.overlapping or tolerance is None:
        return None
    song = song_hash(play.song_id)
    for neighbour in history.overlapping:
        if neighbour.play.song == song and neighbour.overlap_ms > tolerance:
            noun, time = NOUNS[play.source_type], duration(neighbour.overlap_ms)
            return Signal(
                "duplicate_in_time",
                LIMITS.severity if _same_clock(play, neighbour.play) else Severity.HOLD,
                LIMITS.weight,
                f"The same {noun} had already reported this song for {time} of the same time.",
                {"other_event_id": str(UUID(bytes=neighbour.play.event_id)), "overlap_ms": str(neighbour.overlap_ms)},
            )
    return None


def _same_clock(play: RecognizedPlay, other: Seen) -> bool:
    """Whether both were dated by the same clock, as far as they tell."""
    if play.sent_at is None or other.skew_s is None:
        return True
    return abs(play.skew_ms - other.skew_s * 1000) <= LIMITS.clock_ms.value
