"""A venue that plays while it is closed."""

from kernel.clock import KIGALI
from kernel.events.plays import RecognizedPlay
from kernel.events.sources import OpeningHours
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.thresholds import THRESHOLDS
from stream_processors.fraud.words import time_of_day

LIMITS = THRESHOLDS.closed_venue
DAY_MINUTES = 24 * 60


def closed_venue(play: RecognizedPlay, history: History) -> Signal | None:
    if play.venue_id is None or history.source is None or not history.source.opening_hours:
        return None
    hours = [each for each in history.source.opening_hours if each.venue_id == play.venue_id]
    local = play.played_at.astimezone(KIGALI)
    minute = local.hour * 60 + local.minute
    if not hours or any(_is_open(each, minute) for each in hours):
        return None
    said = " and ".join(f"from {time_of_day(each.opens)} to {time_of_day(each.closes)}" for each in hours)
    return Signal(
        "closed_venue",
        LIMITS.severity,
        LIMITS.weight,
        f"This venue is open {said}, and the play began at {time_of_day(minute)}.",
        {"venue_id": play.venue_id, "minute": str(minute)},
    )


def _is_open(hours: OpeningHours, minute: int) -> bool:
    """Whether it is open, or closed for no longer than the tolerance. Where it closes earlier, that is the next day."""
    tolerance = LIMITS.tolerance_minutes.value
    length = (hours.closes - hours.opens - 1) % DAY_MINUTES + 1 + 2 * tolerance
    return (minute - (hours.opens - tolerance)) % DAY_MINUTES < length
