"""From findings to verdicts: plays that a finding covers are held, those that none covers any more are released.

Nothing is remembered between two transactions but what the database holds, and each of them is right by itself. So a
process that is killed, or a second one, loses and doubles nothing: what was not seen to is found again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from kernel import metrics
from kernel.clock import Clock
from kernel.codec import Codecs
from kernel.events.findings import Finding
from kernel.events.flags import FraudFlag, Severity
from kernel.events.plays import ScoredPlay, Verdict
from kernel.ids import ArtistId, SourceId, derived_id
from ledger.revisions import revise
from second_look.sql import sql

BY = "second-look"
"""Who holds and releases, in play_revisions."""
PLAYS = 500
"""Revised in one transaction: other writers of the outbox wait for its end, some 0.2 s."""
FINDINGS = 100
"""Taken together; the rest is asked for again."""
ENDED = timedelta(days=40)
"""Windows that ended earlier get no plays, since the gateway refuses those older than 30 days; only the sweep, which
leaves out none, still looks there for songs that were recognised late."""
AGAIN = timedelta(seconds=20)
"""Plays that come to a finding wait so long for company: a payee with many plays has some every second."""
SWEPT = timedelta(days=1)
"""Each finding is gone through so often by the sweep, whatever is known of it."""
OVERLAP = timedelta(minutes=10)
"""Longer than any transaction that stores plays: what it stored bears the time of its beginning."""
EVER = timedelta(days=365 * 1000)

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0)

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Due:
    """A finding to be looked at, the record that it is from, and how many plays its payee had in its days.

    `changed_at` is when its state came, where that was not looked at. Otherwise it is due for plays that were recorded
    after `recorded_after`; None where all are to be gone through.
    """

    finding: Finding
    partition: int
    offset: int
    plays: int
    changed_at: datetime | None
    recorded_after: datetime | None

    @property
    def named(self) -> dict[str, Any]:
        """What the statements are told of it."""
        return {
            "finding_id": UUID(self.finding.finding_id),
            "artist_id": self.finding.artist_id,
            "sources": list(self.finding.sources),
            "starts_at": self.finding.start,
            "ends_at": self.finding.end,
            "record_partition": self.partition,
            "record_offset": self.offset,
            "plays": self.plays,
            "recorded_after": self.recorded_after,
            "by": BY,
        }


@dataclass(frozen=True, slots=True)
class Patience:
    """Which findings are due; see the constants. `settled`: see second_look/settings.py."""

    settled: timedelta = timedelta()
    ended: timedelta = ENDED
    again: timedelta = AGAIN
    swept: timedelta = EVER


SWEEP = Patience(ended=EVER, swept=SWEPT)


@dataclass(frozen=True, slots=True)
class Holds:
    """Holds and releases plays over an autocommit connection."""

    connection: Connection
    codecs: Codecs
    clock: Clock
    patience: Patience = field(default_factory=Patience)
    page: int = PLAYS

    def look(self, patience: Patience | None = None) -> Iterator[int]:
        """Goes through all findings that are due; gives back, after each transaction, how many plays it revised.

        The caller may leave at any point. psycopg.Error.
        """
        while dues := self.due(patience or self.patience):
            for due in dues:
                yield from self._look(due)

    def due(self, patience: Patience) -> list[Due]:
        """The findings that are due, those that were never looked at first."""
        told = {
            "settled": patience.settled,
            "ended": patience.ended,
            "again": patience.again,
            "swept": patience.swept,
            "overlap": OVERLAP,
            "limit": FINDINGS,
        }
        dues = [_due(row) for row in self.connection.execute(sql("findings_due"), told)]
        oldest = min((due.changed_at for due in dues if due.changed_at), default=None)
        metrics.SECOND_LOOK_AGE.set_function(lambda: (self.clock() - oldest).total_seconds() if oldest else 0.0)
        return dues

    def _look(self, due: Due) -> Iterator[int]:
        if due.finding.sources:
            yield from self._pages("plays_to_hold", due, self._hold)
        if due.recorded_after is None:
            yield from self._pages("plays_to_release", due, self._release)
        self.connection.execute(sql("finding_looked"), due.named)

    def _pages(
        self, query: str, due: Due, change: Callable[[Due, list[tuple[Any, ...]]], list[ScoredPlay]]
    ) -> Iterator[int]:
        """Changes what the query finds, page by page in the order of time, each in a transaction of its own."""
        time, id_ = _BEGINNING
        while True:
            with self.connection.transaction():
                told = due.named | {"after_time": time, "after_id": id_, "limit": self.page}
                rows = self.connection.execute(sql(query), told).fetchall()
                changed = change(due, rows) if rows else []
            for play in changed:
                metrics.SECOND_LOOK_PLAYS.labels(play.verdict.value).inc()
            yield len(changed)
            if len(rows) < self.page:
                return
            time, id_ = rows[-1][1], UUID(rows[-1][0])

    def _hold(self, due: Due, rows: list[tuple[Any, ...]]) -> list[ScoredPlay]:
        if self.connection.execute(sql("finding_unchanged"), due.named).fetchone() is None:
            return []  # it is due again, in its new state
        finding = due.finding
        return self._revised(
            [event_id for event_id, _ in rows],
            Verdict.HELD,
            finding,
            (finding.kind,),
            was=Verdict.ACCEPTED,
            flag=lambda play: flag_of(finding, play),
            rescored=lambda play: combined(play.score, finding.score),
        )

    def _release(self, due: Due, rows: list[tuple[Any, ...]]) -> list[ScoredPlay]:
        scores = {event_id: score for event_id, _, score in rows}
        return self._revised(
            list(scores),
            Verdict.ACCEPTED,
            due.finding,
            (),
            was=Verdict.HELD,
            rescored=lambda play: scores[play.event_id],
        )

    def _revised(
        self, event_ids: list[str], verdict: Verdict, finding: Finding, reasons: tuple[str, ...], **how: Any
    ) -> list[ScoredPlay]:
        return revise(
            self.connection,
            event_ids,
            verdict,
            by=BY,
            human=False,
            decision_id=UUID(finding.finding_id),
            reasons=reasons,
            now=self.clock(),
            codecs=self.codecs,
            **how,
        )


def flag_of(finding: Finding, play: ScoredPlay) -> FraudFlag:
    """The finding's evidence on a play that is held for it, as it is now: later states of it change no flag."""
    return FraudFlag(
        flag_id=derived_id(play.event_id, f"{finding.finding_id}|{play.revision}"),
        event_id=play.event_id,
        source_id=play.source_id,
        song_id=play.song_id,
        played_at=play.played_at,
        rule=finding.kind,
        severity=Severity.HOLD,
        score=finding.score,
        evidence=finding.evidence,
        details=finding.details | {"finding_id": finding.finding_id},
        rules_version=finding.version,
        origin=play.origin,
    )


def combined(first: float, second: float) -> float:
    """The score of two looks together: that of a play which is genuine only where both are wrong."""
    return round(1.0 - (1.0 - first) * (1.0 - second), 4)


def _due(row: tuple[Any, ...]) -> Due:
    finding_id, artist_id, kind, start, end, sources, score, evidence, details, version, *rest = row
    finding = Finding(
        finding_id=finding_id,
        artist_id=ArtistId(artist_id),
        kind=kind,
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        sources=tuple(SourceId(each) for each in sources),
        score=score,
        evidence=evidence,
        details=details,
        version=version,
    )
    return Due(finding, *rest)
