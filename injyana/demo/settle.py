"""Waiting until all is quiet: every accepted id stored, and every set of totals equal to the ledger's."""

import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from confluent_kafka import KafkaException
from redis import Redis

from injyana.accounts import ledger, live, streamed
from injyana.accounts.totals import Difference, Totals, differences, of_windows
from kernel.clock import Clock
from kernel.codec import Codecs
from kernel.errors import Outage
from kernel.events.aggregates import Window
from sinks.redis.reader import Reader

T = TypeVar("T")

POLL_SECONDS = 0.25


def until(ask: Callable[[], T], good: Callable[[T], bool], seconds: float) -> T:
    """The first good answer, or the last one when the time ran out. Outages meanwhile are waited out."""
    give_up = time.monotonic() + seconds
    while True:
        try:
            answer = ask()
            if good(answer) or time.monotonic() > give_up:
                return answer
        except (Outage, KafkaException, psycopg.OperationalError):
            if time.monotonic() > give_up:
                raise
        time.sleep(POLL_SECONDS)


class Books:
    """Every place that holds totals."""

    def __init__(self, database: str, kafka: str, codecs: Codecs, redis: Redis, clock: Clock) -> None:
        self._database = database
        self._kafka = kafka
        self._codecs = codecs
        self._reader = Reader(redis)
        self._clock = clock
        self.figures = 0

    def compared(self) -> dict[str, list[Difference]]:
        """By the name of each other set of totals, where it differs from a recount of the ledger."""
        with psycopg.connect(self._database) as connection:
            recount = ledger.recount(connection)
            rolled_up = ledger.rollups(connection)
        self.figures = len(recount)
        kept = live.kept(recount, self._clock())
        of_redis: Totals = {figure: recount[figure] for figure in kept}
        return {
            "the rollups of the same transactions": differences(
                of_windows(recount, (Window.HOUR, Window.DAY)), rolled_up
            ),
            "the streamed totals": differences(recount, streamed.totals(self._kafka, self._codecs)),
            "the live totals in Redis": differences(of_redis, live.totals(self._reader, kept)),
        }
