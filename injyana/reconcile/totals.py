"""All sets of totals of some days, read so that they can be compared while the system runs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg
from redis import Redis

from injyana.accounts import ledger, live
from injyana.accounts.totals import MEASURES, Figure, Totals, without_zeros
from injyana.reconcile import passing
from injyana.reconcile.book import LIMITS
from injyana.reconcile.judging import Books, Held, moves
from injyana.reconcile.marks import Marks, Patience, Topics
from injyana.reconcile.passing import TOTALS
from injyana.reconcile.sql import sql
from kernel.clock import Clock
from kernel.codec import Codecs
from kernel.errors import Undecodable
from kernel.events.aggregates import Measures, Window
from kernel.events.plays import ScoredPlay
from kernel.topics import AGGREGATES_DAY, AGGREGATES_HOUR, AGGREGATES_MINUTE, PLAYS_SCORED
from sinks.redis.keys import KEPT
from sinks.redis.live import Live
from sinks.redis.reader import Reader
from stream_processors.aggregation.accumulate import OPEN

AHEAD = timedelta(days=1)
"""The ledger takes plays that claim to be so far ahead of their receipt, so totals are not written before that."""
MARGIN = timedelta(minutes=10)
"""Windows that close or expire so soon may do so while they are compared."""


@dataclass(frozen=True, slots=True)
class Days:
    """From the start of one day in Africa/Kigali to that of another."""

    since: datetime
    until: datetime


@dataclass(slots=True)
class Reading:
    """Reads totals. `waits_for` names the processes that were too far behind in the last reading."""

    topics: Topics
    codecs: Codecs
    database: str
    redis: Redis
    clock: Clock
    waits_for: list[str] = field(default_factory=list)

    def read(self, days: Days, patience: Patience) -> tuple[Books, Held]:
        """One reading. Outage."""
        self.waits_for = []
        now = self.clock()
        held = Held(
            {window: now - OPEN[window] + MARGIN for window in Window},
            {window: now - KEPT[window] + MARGIN for window in Window},
        )
        recount, rollups, plays = self._ledger(days)
        patience.beat()
        streamed = found = None
        behind = passing.plays_streamed(self.topics, plays, patience)
        if behind is None:
            streamed = self._streamed(days, patience)
            behind = passing.totals_live(self.topics, self._live_positions, patience)
        if behind is None:
            known = {*recount, *(streamed or ())}
            found = self._live([figure for figure in known if figure.start > held.live[figure.window]])
        if behind is not None:
            self.waits_for.append(behind)
        late = moves(play for play in self._plays(plays) if days.since <= play.played_at < days.until)
        return Books(recount, rollups, streamed, found, late), held

    def _ledger(self, days: Days) -> tuple[Totals, Totals, Marks]:
        """The recount, the rollups, and how far in plays.scored both reach."""
        with psycopg.connect(self.database, options=LIMITS) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            marks = {
                (topic, partition): offset
                for topic, partition, offset in connection.execute(sql("stored"))
                if topic == PLAYS_SCORED.name
            }
            places = self.topics.places((PLAYS_SCORED.name,))
            recount = without_zeros(ledger.recount(connection, days.since, days.until))
            rollups = ledger.rollups(connection, days.since, days.until)
        return recount, rollups, {place: marks.get(place, 0) for place in places}

    def _streamed(self, days: Days, patience: Patience) -> Totals:
        codec = {topic.name: self.codecs.get(topic) for topic in (AGGREGATES_MINUTE, AGGREGATES_HOUR, AGGREGATES_DAY)}
        found: Totals = {}
        starts = self.topics.since(TOTALS, days.since - AHEAD)
        for number, message in enumerate(self.topics.records(starts, self.topics.ends(TOTALS))):
            if number % 5000 == 0:
                patience.beat()
            value = message.value()
            if isinstance(value, bytes):
                total = codec[message.topic() or ""].decode(value)
                if days.since <= total.start < days.until:
                    figure = Figure(total.window, total.start, total.dimension, total.id)
                    found[figure] = Measures(**{name: getattr(total, name) for name in MEASURES})
        return without_zeros(found)

    def _live(self, figures: list[Figure]) -> Totals | None:
        reader = Reader(self.redis)
        if reader.version() is None:
            return None
        return live.totals(reader, figures)

    def _live_positions(self) -> Marks:
        """Redis's own; where it holds none since it was wiped and rebuilt, those that the sink told Kafka."""
        sink, told = Live(self.redis), self.topics.committed(passing.LIVE, TOTALS)
        found = {place: sink.position(place) for place in told}
        return {place: told[place] if at is None else at for place, at in found.items()}

    def _plays(self, since: Marks) -> Iterable[ScoredPlay]:
        codec = self.codecs.get(PLAYS_SCORED)
        for message in self.topics.records(since, self.topics.ends((PLAYS_SCORED.name,))):
            value = message.value()
            try:
                yield codec.decode(value if isinstance(value, bytes) else None)
            except Undecodable:
                continue
