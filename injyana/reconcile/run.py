"""One reconciliation: detections, totals, repairs, and what is written of it."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from redis import Redis

from injyana.reconcile import book, gaps
from injyana.reconcile.account import GONE, Account, Accounts
from injyana.reconcile.detections import ends_of
from injyana.reconcile.gaps import Gap
from injyana.reconcile.judging import Kind, Wrong, wrong
from injyana.reconcile.marks import Patience, Topics
from injyana.reconcile.mending import Corrector, mend
from injyana.reconcile.reading import Read, read
from injyana.reconcile.sql import sql
from injyana.reconcile.totals import Days, Reading
from kernel import metrics
from kernel.clock import Clock
from kernel.codec import Codecs
from kernel.dimensions import window_start
from kernel.errors import DatabaseAway, Misconfigured, Refused
from kernel.events.aggregates import Window
from kernel.topics import AGGREGATES_DELTAS
from sinks.redis.rebuild import Rebuild

ALWAYS = (Kind.LEDGER, Kind.ROLLUPS, Kind.DISPUTED)
"""Kinds that every comparison can find; the others need a stream and a Redis that are not too far behind."""
BEGINNING, END = datetime.fromisoformat("2000-01-01T00:00Z"), datetime.fromisoformat("2200-01-01T00:00Z")


@dataclass(frozen=True, slots=True)
class Servers:
    """Where everything is."""

    database: str
    kafka: str
    redis: Redis
    codecs: Codecs
    clock: Clock


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run looks at. Detections: what is new, and again what was received from the full hour `again_from` on."""

    days: Sequence[Days]
    again_from: datetime | None = None
    repair: bool = False


@dataclass(slots=True)
class Report:
    """What a run found. `mended` counts totals; gaps that it mended and found right afterwards are not among `gaps`."""

    began_at: datetime
    ended_at: datetime
    again_from: datetime | None
    accounts: Accounts
    total: Account
    gaps: list[Gap]
    figures: int
    mended: int
    waits_for: list[str]
    open_gaps: dict[str, int]


@dataclass(slots=True)
class Compared:
    """The totals of some days, compared."""

    days: Days
    found: list[Wrong]
    kinds: tuple[Kind, ...]
    figures: int


@dataclass(slots=True)
class Run:
    """Reconciles. The waits for the stages take `patience` seconds at the most; `beat` is called now and then."""

    servers: Servers
    patience: float = 30.0
    beat: Callable[[], object] = lambda: None

    def run(self, scope: Scope) -> Report:
        """One run, written to the database. Outage; Refused where another one stays at work."""
        try:
            with psycopg.connect(self.servers.database, autocommit=True, options=book.LIMITS) as connection:
                if not self._patience().wait(lambda: book.only_one(connection)):
                    raise Refused("another reconciliation is at work; wait until it is done")
                with closing(Topics(self.servers.kafka)) as topics:
                    return self._run(connection, topics, scope)
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
            raise Misconfigured(f"the database is not as expected; run `injyana db migrate`: {error}") from error
        except psycopg.Error as error:
            raise DatabaseAway(f"PostgreSQL: {error}") from error

    def _run(self, connection: psycopg.Connection[Any], topics: Topics, scope: Scope) -> Report:
        servers, began_at = self.servers, self.servers.clock()
        detections = read(connection, topics, servers.codecs, self._patience(), scope.again_from, began_at)
        reading = Reading(topics, servers.codecs, servers.database, servers.redis, servers.clock)
        waits_for = [] if detections.behind is None else [detections.behind]
        compared, mended = [], 0
        for days in scope.days:
            one, count = self._compare(connection, reading, days, scope.repair)
            compared.append(one)
            mended += count
            waits_for += reading.waits_for
        return self._write(connection, began_at, detections, compared, mended, sorted({*waits_for}))

    def _compare(
        self, connection: psycopg.Connection[Any], reading: Reading, days: Days, repair: bool
    ) -> tuple[Compared, int]:
        corrector = self._corrector() if repair else None
        found = self._once(reading, days)
        if corrector is None or not found.found:
            return found, 0
        mended = mend(found.found, connection, corrector, self._rebuild, self.servers.clock())
        return (self._once(reading, days), mended) if mended else (found, 0)

    def _once(self, reading: Reading, days: Days) -> Compared:
        books, held = reading.read(days, self._patience())
        kinds = [*ALWAYS]
        kinds += [Kind.STREAMED] if books.streamed is not None else []
        kinds += [Kind.REDIS] if books.live is not None else []
        return Compared(days, wrong(books, held), tuple(kinds), len(books.recount))

    def _write(
        self,
        connection: psycopg.Connection[Any],
        began_at: datetime,
        detections: Read,
        compared: Sequence[Compared],
        mended: int,
        waits_for: list[str],
    ) -> Report:
        now = self.servers.clock()
        found = [*detections.gaps, *(gaps.of_total(each) for one in compared for each in one.found)]
        with connection.transaction():
            found += self._look_again(connection, detections, {gap.subject for gap in found})
            book.keep_accounts(connection, detections.accounts, detections.reached, detections.again_from)
            book.tidy(connection, now)
            book.note_gaps(connection, found, now)
            book.close_gaps(connection, ("missing", "row", "unread"), BEGINNING, END, now)
            for one in compared:
                kinds = [kind.value for kind in one.kinds]
                book.close_gaps(connection, kinds, one.days.since, one.days.until, now)
            still_open = book.open_gaps(connection)
            total, figures = detections.total, sum(one.figures for one in compared)
            values = {
                "began_at": began_at,
                "ended_at": now,
                "again_from": detections.again_from,
                "detections": total.accepted,
                "in_flight": total.in_flight,
                "figures": figures,
                "gaps": sum(still_open.values()),
                "mended": mended,
                "waits_for": waits_for,
            }
            connection.execute(sql("run_note"), values)
        return Report(
            began_at,
            now,
            detections.again_from,
            detections.accounts,
            total,
            found,
            figures,
            mended,
            waits_for,
            still_open,
        )

    def _look_again(self, connection: psycopg.Connection[Any], detections: Read, known: set[str]) -> list[Gap]:
        """The detections that were missing before and still are; those that have come are moved in their accounts."""
        before = [detection for _, detection in book.open_detections(connection) if detection.subject not in known]
        still = []
        for detection, end in zip(before, ends_of(connection, before), strict=True):
            hour = window_start(Window.HOUR, detection.received_at)
            if end in GONE:
                still.append(gaps.of_detection(detection, end))
            elif detections.again_from is None or hour < detections.again_from:
                book.found_again(connection, detection, hour, end)
        return still

    def _patience(self) -> Patience:
        return Patience(self.patience, self.beat)

    def _corrector(self) -> Corrector:
        return Corrector(self.servers.kafka, self.servers.codecs.get(AGGREGATES_DELTAS))

    def _rebuild(self) -> None:
        Rebuild(self.servers.redis, self.servers.database, self.servers.kafka, clock=self.servers.clock).run()


def tell(report: Report) -> None:
    """Tells the metrics of a run."""
    for kind in gaps.KINDS:
        metrics.RECONCILIATION_GAPS.labels(kind).set(report.open_gaps.get(kind, 0))
    metrics.RECONCILIATION_IN_FLIGHT.set(report.total.in_flight)
