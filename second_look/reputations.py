"""Keeps reputations and publishes them with the sources. Like holds.py it remembers nothing that must not be lost."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import psycopg

from kernel import metrics
from kernel.clock import Clock
from kernel.codec import Codec
from kernel.events.sources import Reputation, Source
from ledger.sources import publish
from second_look.reputation import NOTHING, Outcome, changed
from second_look.sql import sql
from second_look.thresholds import MEMORY, REFRESH, VERSION

SOURCES_AT_ONCE = 100
"""Published in one transaction: other writers of the outbox wait for its end, some 50 ms."""
OVERLAP = timedelta(minutes=10)
"""Longer than any transaction that writes outcomes: what it wrote bears the time of its beginning."""

Connection = psycopg.Connection[Any]


@dataclass(slots=True)
class Reputations:
    """Publishes reputations over an autocommit connection."""

    connection: Connection
    codec: Codec[Source]
    clock: Clock
    seen: datetime | None = None
    """Outcomes written before it were gone through; None at first: all of them are."""

    def look(self) -> Iterator[int]:
        """Publishes what changed; gives back, after each transaction, how many it published. psycopg.Error."""
        now = self.clock()
        since = now - MEMORY if self.seen is None else self.seen - OVERLAP
        yield from self._pages(sql("sources_with_outcomes"), {"since": since})
        self.seen = now

    def refresh(self) -> Iterator[int]:
        """Publishes what decayed; otherwise as `look`."""
        yield from self._pages(sql("sources_decayed"), {"since": self.clock() - REFRESH, "nothing": NOTHING})

    def _pages(self, query: LiteralString, told: dict[str, Any]) -> Iterator[int]:
        after = ""
        while True:
            rows = self.connection.execute(query, told | {"after": after, "limit": SOURCES_AT_ONCE}).fetchall()
            ids = [source_id for (source_id,) in rows]
            if ids:
                yield self._publish(ids)
            if len(ids) < SOURCES_AT_ONCE:
                return
            after = ids[-1]

    def _publish(self, ids: Sequence[str]) -> int:
        with self.connection.transaction():
            self.connection.execute(sql("sources_lock"), {"ids": list(ids)})
            now = self.clock()
            last, outcomes = self._last(ids), self._outcomes(ids, now)
            found = [(each, changed(last.get(each), outcomes[each], now)) for each in ids]
            new = {source_id: reputation for source_id, reputation in found if reputation is not None}
            with self.connection.cursor() as cursor:
                cursor.executemany(sql("reputation_keep"), [_row(*each) for each in new.items()])
            if new:
                publish(self.connection, list(new), self.codec)
        metrics.REPUTATIONS.inc(len(new))
        return len(new)

    def _outcomes(self, ids: Sequence[str], now: datetime) -> dict[str, list[Outcome]]:
        found: dict[str, list[Outcome]] = defaultdict(list)
        told = {"ids": list(ids), "since": now - MEMORY - REFRESH}
        for source_id, good, at, decision in self.connection.execute(sql("outcomes"), told):
            found[source_id].append(Outcome(good, at.astimezone(UTC), decision))
        return found

    def _last(self, ids: Sequence[str]) -> dict[str, Reputation]:
        rows = self.connection.execute(sql("reputations_last"), {"ids": list(ids)})
        return {
            source_id: Reputation(since=since.astimezone(UTC), good=good, bad=bad, floor=floor)
            for source_id, since, good, bad, floor in rows
        }


def _row(source_id: str, reputation: Reputation) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "since": reputation.since,
        "good": reputation.good,
        "bad": reputation.bad,
        "floor": reputation.floor,
        "version": VERSION,
    }
