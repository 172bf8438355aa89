"""A sink stops when what it reads turned to poison, and not for poison here and there."""

from collections.abc import Iterator

import pytest

from injyana.local.settings import LocalSettings
from kernel.errors import TooManyDeadLetters
from kernel.events.event import Origin
from kernel.sink import Batch, Record
from kernel.topics import AGGREGATES_HOUR, PLAYS_SCORED
from sinks.redis.keys import Keys
from sinks.redis.live import Live, connect
from sinks.redis.sink import RedisSink
from tests.integration.redis_sink.conftest import Remembered
from tests.integration.timescale.ledger import Ledger, MemoryIds, play

FLOOD = 300
"""Records of poison, more than the least that a breaker looks at."""


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    made = Ledger(database)
    yield made
    made.close()


def test_the_ledgers_sink_stops_and_acknowledges_nothing(ledger: Ledger) -> None:
    flood = ledger.raw(PLAYS_SCORED.name, [b"poison"] * FLOOD)
    with pytest.raises(TooManyDeadLetters):
        ledger.sink.write(flood)
    assert ledger.letters.kept == []
    assert ledger.another_sink().position(PLAYS_SCORED.name, 0) == 0


def test_poison_between_good_plays_stops_nothing(ledger: Ledger) -> None:
    ledger.sink.write(ledger.batch(PLAYS_SCORED, [play(number) for number in range(900)]))
    for _ in range(3):
        ledger.sink.write(ledger.raw(PLAYS_SCORED.name, [b"poison"] * (FLOOD // 3)))
    assert len(ledger.letters.kept) == FLOOD


def test_the_sink_of_live_figures_stops_too(stack: LocalSettings) -> None:
    letters = Remembered()
    records = [
        Record(Origin(topic=AGGREGATES_HOUR.name, partition=0, offset=offset), b"key", b"poison")
        for offset in range(FLOOD)
    ]
    with connect(stack.redis) as client:
        sink = RedisSink(Live(client, Keys("test-breaker")), MemoryIds(), letters)
        with pytest.raises(TooManyDeadLetters):
            sink.write(Batch(AGGREGATES_HOUR.name, 0, records, FLOOD))
    assert letters.poisoned == []
