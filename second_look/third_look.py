"""The third look at the ledger: each window of days once when it has ended, and once more when its late plays are in.

What it finds goes through the outbox to where the second look's findings go, and is made into holds like these. Nothing
is remembered but which windows this process has looked at: another one looks again and finds the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import psycopg

from kernel import outbox
from kernel.clock import Clock
from kernel.codec import Codec
from kernel.events.findings import Finding
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SourceId
from kernel.topics import FRAUD_FINDINGS
from second_look.sql import sql
from stream_processors.fraud.second_look.packing import day_number, day_start
from stream_processors.fraud.second_look.step import WITHDRAWN
from stream_processors.fraud.third_look.airplay import Airplay
from stream_processors.fraud.third_look.country import Country
from stream_processors.fraud.third_look.heard import Heard, Listener, listener
from stream_processors.fraud.third_look.kinds import LOOKS
from stream_processors.fraud.third_look.look import DAYS, look

AFTER = timedelta(hours=7)
"""A day's plays are looked at so long after midnight: most phones upload every six hours."""
LATE_DAYS = 8
"""So many days later nearly everything has come, as in the second look."""
SOURCES = 100
"""Whose plays are fetched at once: 50,000 plays of phones."""
AT_ONCE = 500
"""Findings put in one transaction: other writers of the outbox wait for its end."""

Connection = psycopg.Connection[Any]
KINDS = [kind.__name__ for kind in LOOKS]


@dataclass(slots=True)
class ThirdLook:
    """Looks over an autocommit connection."""

    connection: Connection
    codec: Codec[Finding]
    clock: Clock
    _done: tuple[tuple[int, str], ...] = ()

    def look(self) -> Iterator[int]:
        """Looks at the windows that are due; gives back 0 now and then while it reads, and how many findings it put.

        The caller may leave at any point. psycopg.Error.
        """
        last = day_number(self.clock() - AFTER) - 1
        due = ((last - LATE_DAYS, "again"), (last, "first"))
        for turn in due:
            if turn not in self._done:
                yield from self._window(turn[0])
                self._done = (*(each for each in self._done if each in due), turn)

    def _window(self, last: int) -> Iterator[int]:
        seen = Country(Airplay())
        window = {"since": day_start(last - DAYS + 1), "until": day_start(last + 1)}
        stations = [source_id for (source_id,) in self.connection.execute(sql("stations_of_window"), window)]
        for station in self._listeners(stations, window):
            seen.airplay.log(station)
        for ids in self._sources(window):
            for each in self._listeners(ids, window):
                seen.take(each)
            yield 0
        found: dict[str, Finding] = {}
        for kind in LOOKS:
            found.update({finding.finding_id: finding for finding in look(seen, last, (kind,))})
            yield 0
        known = {finding.finding_id: finding for finding in self._known(last)}
        news = [finding for name, finding in sorted(found.items()) if known.get(name) != finding]
        gone = [known[name] for name in sorted(known.keys() - found.keys()) if known[name].sources]
        news += [each.evolve(sources=(), score=0.0, evidence=WITHDRAWN, details={}) for each in gone]
        for begin in range(0, len(news), AT_ONCE):
            yield self._put(news[begin : begin + AT_ONCE])

    def _sources(self, window: dict[str, datetime]) -> Iterator[list[str]]:
        """The ids of all sources with plays in a window, some at once."""
        after = ""
        while True:
            told = window | {"after": after, "limit": SOURCES}
            ids = [source_id for (source_id,) in self.connection.execute(sql("sources_of_window"), told)]
            if ids:
                yield ids
            if len(ids) < SOURCES:
                return
            after = ids[-1]

    def _listeners(self, ids: list[str], window: dict[str, datetime]) -> Iterator[Listener]:
        """These sources' plays of a window, source by source."""
        rows = self.connection.execute(sql("plays_of_sources"), {**window, "ids": ids})
        for (source_id, source_type), plays in groupby(rows, itemgetter(0, 1)):
            yield listener(SourceId(source_id), SourceType(source_type), [Heard(*row) for _, _, *row in plays])

    def _known(self, last: int) -> Iterator[Finding]:
        """The findings that stand for a window."""
        told = {"kinds": KINDS, "ends_at": day_start(last + 1)}
        for row in self.connection.execute(sql("findings_of_window"), told):
            name, artist_id, kind, start, end, sources, score, evidence, details, version = row
            yield Finding(
                finding_id=name,
                artist_id=ArtistId(artist_id),
                kind=kind,
                start=_utc(start),
                end=_utc(end),
                sources=tuple(map(SourceId, sources)),
                score=score,
                evidence=evidence,
                details=details,
                version=version,
            )

    def _put(self, findings: list[Finding]) -> int:
        with self.connection.transaction():
            for finding in findings:
                outbox.put(self.connection, FRAUD_FINDINGS, finding.finding_id, finding, self.codec)
        return len(findings)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
