"""A ledger whose revisions take their way through the outbox and the sink, without Kafka."""

from typing import Any

import psycopg

from kernel import outbox
from kernel.codec import Codecs
from kernel.events.event import Event
from kernel.events.findings import Finding
from kernel.events.plays import ScoredPlay, Verdict
from kernel.sink import Batch
from kernel.topics import ALL, FRAUD_FINDINGS
from ledger.plays import PLAY_COLUMNS, play_of
from tests.integration.timescale.ledger import Ledger

TOPICS = {topic.name: topic for topic in ALL}


class World:
    """The sink's ledger, and what was put into its outbox."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.codecs = Codecs(ledger.ids)
        self._published = 0

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of a caller's own."""
        return psycopg.connect(self.ledger.database)

    def find(self, *findings: Finding) -> Batch:
        """The second look's stage publishes findings, and the sink writes them."""
        batch = self.ledger.batch(FRAUD_FINDINGS, findings)
        self.ledger.sink.write(batch)
        return batch

    def outbox(self) -> list[Event]:
        """What was put since the last `publish`."""
        with self.connect() as connection:
            rows = outbox.after(connection, self._published, 1_000_000)
        return [self.codecs.get(TOPICS[row.topic]).decode(row.value) for row in rows]

    def publish(self) -> None:
        """What the relay and the sink do: the rows of the outbox reach the ledger, in their order."""
        with self.connect() as connection:
            rows = outbox.after(connection, self._published, 1_000_000)
        for row in rows:
            if row.topic in self.ledger.sink.topics:
                self.ledger.sink.write(self.ledger.raw(row.topic, [row.value or b""]))
            self._published = row.id

    def plays(self) -> dict[str, ScoredPlay]:
        """Every play of the ledger by its id."""
        rows = self.ledger.rows(f"SELECT {PLAY_COLUMNS} FROM play_events")
        return {play.event_id: play for play in map(play_of, rows)}

    def verdicts(self) -> list[Verdict]:
        """In the order of ids."""
        plays = self.plays()
        return [plays[event_id].verdict for event_id in sorted(plays)]

    def revisions(self) -> list[tuple[Any, ...]]:
        """What was decided, in the order in which it was."""
        return self.ledger.rows(
            "SELECT event_id::text, revision, previous_verdict, verdict, made_by, human FROM play_revisions "
            "ORDER BY recorded_at, event_id, revision"
        )
