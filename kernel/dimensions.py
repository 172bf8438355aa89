"""What a play counts towards: pure arithmetic that the streamed, the stored and the live totals share."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from kernel.clock import KIGALI
from kernel.events.aggregates import Dimension, Window
from kernel.events.plays import ScoredPlay, Verdict

COUNTRY = "RW"
COUNTED = frozenset({Verdict.ACCEPTED, Verdict.HELD, Verdict.REJECTED})


def dimensions(play: ScoredPlay) -> Iterator[tuple[Dimension, str]]:
    """Every (dimension, id) that the play counts towards: song, artist, source type and country always."""
    yield Dimension.SONG, play.song_id
    yield Dimension.ARTIST, play.artist_id
    yield Dimension.SOURCE_TYPE, play.source_type.value
    yield Dimension.COUNTRY, COUNTRY
    if play.station_id:
        yield Dimension.STATION, play.station_id
    if play.venue_id:
        yield Dimension.VENUE, play.venue_id
    if play.district:
        yield Dimension.DISTRICT, play.district


def changes(play: ScoredPlay) -> Iterator[tuple[Verdict, int]]:
    """How the play moves the counts of its windows: (verdict, +1 or -1).

    Revision 0 adds to its verdict; a later one takes from the verdict before it and adds to its own. A duplicate
    counts nowhere.
    """
    if play.revision and play.previous_verdict in COUNTED:
        yield play.previous_verdict, -1
    if play.verdict in COUNTED:
        yield play.verdict, 1


def window_start(window: Window, at: datetime) -> datetime:
    """The start of the window that holds `at`, in UTC. Days begin at midnight in Africa/Kigali (UTC+2 all year)."""
    if window is Window.DAY:
        return at.astimezone(KIGALI).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if window is Window.HOUR else hour + timedelta(minutes=at.minute)


def window_key(dimension: Dimension, id_: str, start: datetime) -> str:
    """The key of a window's total in its topic."""
    return f"{dimension.value}|{id_}|{_text(start)}"


@lru_cache(maxsize=10_000)
def _text(start: datetime) -> str:
    return f"{start:%Y-%m-%dT%H:%MZ}"
