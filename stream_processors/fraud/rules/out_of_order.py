"""The source's own counter runs against the time of its plays: they were dated anew, or reported again."""

from uuid import UUID

from kernel.events.plays import RecognizedPlay
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.packing import ahead_of
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import NOUNS, duration

LIMITS = THRESHOLDS.out_of_order


def out_of_order(play: RecognizedPlay, history: History) -> Signal | None:
    if play.sequence is None or play.source_type not in LIMITS.source_types.value:
        return None
    for neighbour in history.numbered:
        ahead = ahead_of(play.sequence, neighbour.play.sequence or 0)
        if neighbour.gap_ms == 0 or ((ahead > 0) == (neighbour.gap_ms < 0) and ahead != 0):
            continue
        if abs(ahead) <= LIMITS.slack.value and abs(neighbour.gap_ms) <= LIMITS.slack_ms.value:
            continue
        if _restarted(play.sequence, neighbour.play.sequence or 0, neighbour.gap_ms):
            continue
        side = "earlier" if neighbour.gap_ms < 0 else "later"
        return Signal(
            "out_of_order",
            LIMITS.severity,
            LIMITS.weight,
            f"This {NOUNS[play.source_type]} numbers its plays, and the numbers contradict the times: a play"
            f" {duration(neighbour.gap_ms)} {side} does not have {'a lower' if side == 'earlier' else 'a higher'} one.",
            {
                "other_event_id": str(UUID(bytes=neighbour.play.event_id)),
                "sequence": str(play.sequence),
                "ahead": str(ahead),
                "gap_ms": str(neighbour.gap_ms),
            },
        )
    return None


def _restarted(sequence: int, other: int, gap_ms: int) -> bool:
    """Whether the later one of the two is among the first of a counter that began anew."""
    return (sequence if gap_ms < 0 else other) < LIMITS.restart.value
