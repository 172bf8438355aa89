"""Sums of plays by dimension and window."""

from datetime import datetime
from enum import StrEnum

from kernel.events.event import Event


class Dimension(StrEnum):
    SONG = "song"
    ARTIST = "artist"
    STATION = "station"
    VENUE = "venue"
    DISTRICT = "district"
    SOURCE_TYPE = "source_type"
    COUNTRY = "country"


class Window(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class Measures(Event, frozen=True, kw_only=True):
    """Plays and how long they were heard, by verdict."""

    accepted_plays: int = 0
    accepted_ms: int = 0
    held_plays: int = 0
    held_ms: int = 0
    rejected_plays: int = 0
    rejected_ms: int = 0


class Delta(Measures, frozen=True, kw_only=True):
    """What one batch adds to a minute window of a dimension."""

    dimension: Dimension
    id: str
    minute: datetime
    made_at: datetime
    cause: str = "plays"


class WindowTotal(Measures, frozen=True, kw_only=True):
    """Absolute totals of one window."""

    dimension: Dimension
    id: str
    window: Window
    start: datetime
