"""When everything that was acknowledged has come through, as those who read see it. No time, only conditions."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg
from redis import Redis

from injyana.demo.settle import until
from injyana.local.settings import LocalSettings
from injyana.reconcile import book
from injyana.reconcile.marks import Marks, Topics
from injyana.reconcile.passing import AGGREGATION, DETECTIONS, FRAUD, LEDGER, LIVE, RECOGNITION
from kernel import outbox
from kernel.codec import Codec
from kernel.kafka import consumer
from kernel.registry import Registry
from kernel.relay import NAME as RELAY
from kernel.state import PartitionTable
from kernel.topics import (
    AGGREGATES_DELTAS,
    ALL,
    DEAD_LETTERS,
    FRAUD_SIGHTINGS,
    OUTBOX_POSITION,
    PLAYS_RECOGNIZED,
    PLAYS_SCORED,
)
from sinks.redis.live import Live
from sinks.redis.sink import RedisSink
from sinks.timescale.sink import TimescaleSink

QUIET_SECONDS = 400.0
READ = {
    RECOGNITION: DETECTIONS,
    FRAUD: (PLAYS_RECOGNIZED.name, FRAUD_SIGHTINGS.name),
    AGGREGATION: (PLAYS_SCORED.name, AGGREGATES_DELTAS.name),
}
"""What each stage reads; its position is its group's in Kafka. Those of the sinks are in their stores."""
EVERYTHING = (*(topic.name for topic in ALL), *DEAD_LETTERS)


@dataclass(slots=True)
class Look:
    """Looks at all positions."""

    local: LocalSettings
    topics: Topics
    database: psycopg.Connection[tuple[object, ...]]
    redis: Redis

    def ends(self) -> Marks:
        """Where all topics end: equal twice, nothing was written between. Outage."""
        return self.topics.ends(EVERYTHING)

    def waits_for(self) -> str | None:
        """Who has not seen all that there is; None where everybody has, and nothing came meanwhile. Outage."""
        before = self.ends()
        for reader, positions, names in self._readers():
            if not self.topics.passed(positions(), self.topics.ends(names)):
                return reader
        if outbox.waiting(self.database, self._published()):
            return RELAY
        return None if self.ends() == before else "what was written just now"

    def _readers(self) -> Iterator[tuple[str, Callable[[], Marks], tuple[str, ...]]]:
        for group, names in READ.items():
            yield group, lambda group=group, names=names: self.topics.committed(group, names), names  # type: ignore[misc]
        yield LEDGER, lambda: book.stored(self.database), tuple(TimescaleSink.topics)
        yield LIVE, self._live, tuple(RedisSink.topics)

    def _live(self) -> Marks:
        """Redis's own positions; where it holds none since it was wiped, those that its sink told Kafka."""
        live, told = Live(self.redis), self.topics.committed(LIVE, RedisSink.topics)
        found = {place: live.position(place) for place in told}
        return {place: told[place] if at is None else at for place, at in found.items()}

    def _published(self) -> int:
        """The last row of the outbox that the relay has published."""
        with closing(Registry(self.local.registry)) as registry:
            table = PartitionTable(OUTBOX_POSITION, Codec(OUTBOX_POSITION, registry))
            with closing(consumer(self.local.kafka, "faults")) as client:
                table.restore(client, 0)
        position = table.get(RELAY)
        return position.last_id if position else 0


@contextmanager
def looking(local: LocalSettings) -> Iterator[Look]:
    """A look at a stack, with connections of its own."""
    with (
        closing(Topics(local.kafka)) as topics,
        psycopg.connect(local.database, autocommit=True) as database,
        Redis.from_url(local.redis) as redis,
    ):
        yield Look(local, topics, database, redis)


def until_quiet(local: LocalSettings, seconds: float = QUIET_SECONDS) -> Marks:
    """Where all topics ended when everything had come through. AssertionError naming who is behind after that time."""

    def ask() -> tuple[str | None, Marks]:
        with looking(local) as look:
            return look.waits_for(), look.ends()

    waits_for, ends = until(ask, lambda answer: answer[0] is None, seconds)
    assert waits_for is None, f"after {seconds:.0f} s still waiting for {waits_for}"
    return ends
