"""Figures in words that an artist can read."""

from datetime import datetime

from kernel.clock import KIGALI
from kernel.events.sources import SourceType

NOUNS = {
    SourceType.PHONE: "phone",
    SourceType.DJ: "DJ computer",
    SourceType.VENUE: "venue",
    SourceType.RADIO: "station",
    SourceType.STREAMING: "streaming service",
}


def duration(ms: float) -> str:
    """'45 seconds', '9 minutes', '5 hours', '3 days': rounded to what a person would say."""
    seconds = abs(ms) / 1000
    for size, limit, unit in ((1, 90, "second"), (60, 90 * 60, "minute"), (3600, 48 * 3600, "hour")):
        if seconds < limit:
            return _count(round(seconds / size), unit)
    return _count(round(seconds / 86400), "day")


def distance(km: float) -> str:
    return f"{km:.0f} km" if km >= 10 else f"{km:.1f} km"


def moment(at: datetime) -> str:
    """'2 November 2026, 14:00', in Kigali."""
    local = at.astimezone(KIGALI)
    return f"{local.day} {local:%B %Y, %H:%M}"


def time_of_day(minute: int) -> str:
    """'18:05', of minutes after midnight."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
