"""Unrecognised detections that wait: claimed, matched again, and published as plays where they are some now.

Nothing is remembered between two transactions but what the database holds. A transaction locks the rows that it
matches, puts the plays that come of them into the outbox, and notes how far each row was matched; others leave out what
is locked. So however many processes match, and whenever one is killed, each detection becomes a play once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import metrics
from kernel.clock import Clock
from kernel.codec import Codec
from kernel.events.plays import RecognizedPlay
from kernel.ids import EventId
from stream_processors.recognition.kept import KEPT_COLUMNS, Connection, Kept, Recovered, kept_of, publish
from stream_processors.recognition.late.matching import recovered
from stream_processors.recognition.late.songs import Songs
from stream_processors.recognition.late.sql import sql

AT_ONCE = 200
"""Matched in one transaction: some 0.2 s at 100,000 songs, and the outbox is locked for the plays among them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A detection that waits, the version that it was matched at last, and when it became a play, if it did."""

    kept: Kept
    version: int
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Detections:
    """Matches detections again over an autocommit connection."""

    connection: Connection
    songs: Songs
    codec: Codec[RecognizedPlay]
    clock: Clock
    at_once: int = AT_ONCE

    def match(self) -> int:
        """Matches some of those that are due, in one transaction; gives back how many. psycopg.Error."""
        with self.connection.transaction():
            told = {"version": self.songs.version, "limit": self.at_once}
            rows = [_row(row) for row in self.connection.execute(sql("claim"), told)]
            found = self._recovered([row for row in rows if row.resolved_at is None])
            self._keep(rows, {each.kept.event_id: each.play for each in found})
            publish(self.connection, found, self.codec)
        metrics.LATE_MATCHES.labels("recovered").inc(len(found))
        metrics.LATE_MATCHES.labels("unknown").inc(len(rows) - len(found))
        return len(rows)

    def behind(self) -> float:
        """For how many seconds the one that was left longest has waited; 0 where none is due. psycopg.Error."""
        row = self.connection.execute(sql("behind")).fetchone()
        return float(row[0] or 0.0) if row else 0.0

    def _recovered(self, rows: Sequence[Row]) -> list[Recovered]:
        """Those that are plays now, in the order of `rows`."""
        plays: dict[EventId, RecognizedPlay] = {}
        for version in {row.version for row in rows}:
            alike = [row.kept.waiting for row in rows if row.version == version]
            plays.update((play.event_id, play) for play in recovered(self.songs.since(version), alike) if play)
        return [Recovered(row.kept, plays[row.kept.event_id]) for row in rows if row.kept.event_id in plays]

    def _keep(self, rows: Sequence[Row], plays: Mapping[EventId, RecognizedPlay]) -> None:
        """Notes how far they were matched; those that are plays now wait no more."""
        now = self.clock()
        ids = [row.kept.event_id for row in rows]
        told = {
            "version": self.songs.version,
            "ids": [UUID(event_id) for event_id in ids],
            "times": [now if row.kept.event_id in plays else row.resolved_at for row in rows],
            "songs": [plays[event_id].song_id if event_id in plays else None for event_id in ids],
        }
        self.connection.execute(sql("keep"), told)


def _row(row: tuple[Any, ...]) -> Row:
    resolved_at, version = row[KEPT_COLUMNS:]
    return Row(kept_of(row), version, resolved_at)
