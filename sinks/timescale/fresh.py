"""Plays that the ledger is not expected to hold yet: all that can be made ready before the database is asked."""

from collections.abc import Sequence

from kernel.events.plays import ScoredPlay
from kernel.stage import Received
from ledger.copying import array
from ledger.plays import PLAY_COLUMNS, play_row
from sinks.timescale.content import stage
from sinks.timescale.database import Rows
from sinks.timescale.sql import sql
from sinks.timescale.windows import windows

Play = Received[ScoredPlay]


class Fresh:
    """Plays of revision 0, of which no two share an id: their claims, rows and sums, as PostgreSQL reads them."""

    def __init__(self, plays: Sequence[Play]) -> None:
        self.plays = plays
        if not plays:
            return
        events = [each.event for each in plays]
        moments = [str(event.played_at) for event in events]
        self._claims = [
            _names([event.event_id for event in events]),
            _times(moments),
            _numbers([event.content_hash for event in events]),
            _names([event.verdict for event in events]),
        ]
        self._rows = "".join(map(play_row, plays, moments))
        dimensions, periods, starts, ids, *measures = zip(*windows(events), strict=True)
        self._windows = [
            _names(dimensions),
            _names(periods),
            _times([str(start) for start in starts]),
            array(ids),
            *map(_numbers, measures),
        ]

    def claim(self, cursor: Rows) -> set[str]:
        """Claims the ids and gives back those that the ledger held already."""
        if not self.plays:
            return set()
        return {str(event_id) for (event_id,) in cursor.execute(sql("plays_claim"), self._claims)}

    def store(self, cursor: Rows) -> None:
        """Writes the rows and adds them to the rollups; the ids have been claimed or promoted."""
        if self.plays:
            stage(cursor, "play_events", PLAY_COLUMNS, [self._rows])
            cursor.execute(sql("plays_count"), self._windows)


def _names(texts: Sequence[str]) -> str:
    """An array of what needs no quotes."""
    return "{" + ",".join(texts) + "}"


def _numbers(values: Sequence[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _times(times: Sequence[str]) -> str:
    """An array of times; there is at least one."""
    return '{"' + '","'.join(times) + '"}'
