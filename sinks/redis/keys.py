"""The names of all keys of the live figures, and how long each is kept.

Figures carry a version in their name, so that a rebuilt set replaces the old one by changing one key:

    injyana:version                                   the version that readers look at
    injyana:pending                                   the version being built; the sink writes it as well
    injyana:rebuilding                                held by the one that builds it, for a short time at once
    injyana:positions                                 hash topic:partition -> next offset, written with the figures
    injyana:{v}:totals:{window}:{start}:{dimension}   hash id -> six numbers, in the order of Measures
    injyana:{v}:top:{window}:{start}:{dimension}      sorted set id -> accepted plays
    injyana:{v}:last:{list}                           sorted set play as JSON -> played_at in ms
    injyana:{v}:active                                sorted set source_id -> played_at of its newest play, in ms
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.events.aggregates import Dimension, Window

KEPT = {
    Window.MINUTE: timedelta(hours=6),  # a live chart shows the last hours; phones upload up to 6 h late
    Window.HOUR: timedelta(days=8),  # a week and the day in progress, to compare an hour with that of a week before
    Window.DAY: timedelta(days=100),  # a quarter, which is the longest period that a statement covers
}
ACTIVE_FOR = timedelta(hours=24)  # a phone reports every 1 to 6 hours; silent for a day is inactive
LAST_KEPT = timedelta(days=7)  # a list of last plays that nobody added to for a week is of no use
LAST_COUNTRY = 100  # plays: two screens of a dashboard
LAST_EACH = 20  # plays of one song or source: there are thousands of such lists, at about 300 bytes a play


@dataclass(frozen=True, slots=True)
class Keys:
    """All names under one prefix; tests use their own."""

    prefix: str = "injyana"

    @property
    def version(self) -> str:
        return f"{self.prefix}:version"

    @property
    def pending(self) -> str:
        return f"{self.prefix}:pending"

    @property
    def rebuilding(self) -> str:
        return f"{self.prefix}:rebuilding"

    @property
    def positions(self) -> str:
        return f"{self.prefix}:positions"

    def of(self, version: str) -> "FigureKeys":
        return FigureKeys(f"{self.prefix}:{version}")


@dataclass(frozen=True, slots=True)
class FigureKeys:
    """The names of one version's figures."""

    prefix: str

    def totals(self, window: Window, start: datetime, dimension: Dimension) -> str:
        return f"{self.prefix}:totals:{window.value}:{start:%Y-%m-%dT%H:%MZ}:{dimension.value}"

    def top(self, window: Window, start: datetime, dimension: Dimension) -> str:
        return f"{self.prefix}:top:{window.value}:{start:%Y-%m-%dT%H:%MZ}:{dimension.value}"

    def last(self, which: str) -> str:
        return f"{self.prefix}:last:{which}"

    @property
    def active(self) -> str:
        return f"{self.prefix}:active"


def last_of_country() -> str:
    return "country"


def last_of_song(song_id: str) -> str:
    return f"song:{song_id}"


def last_of_source(source_id: str) -> str:
    return f"source:{source_id}"
