"""Brings totals to what was counted, where it is beyond doubt which one is wrong, while everything runs.

Rollups and streamed totals are not overwritten but moved by the difference that was found: plays that come meanwhile
move both sides alike, so the difference stays right, and nobody is kept waiting. Each repair happens once:

* rollups in one database transaction, on the connection that holds the lock which only one reconciliation can have;
* streamed totals in one Kafka transaction. Its producer fences the one of any earlier repair and settles what that
  left open, before the totals are read. A repair whose answer was lost is seen in the totals or was never made;
* Redis by its own rebuild, when PostgreSQL is in order.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg
from confluent_kafka import KafkaException, Producer

from injyana.reconcile.correcting import corrections
from injyana.reconcile.judging import Kind, Wrong, numbers
from injyana.reconcile.sql import sql
from kernel.codec import Codec
from kernel.errors import BrokerAway
from kernel.events.aggregates import Delta
from kernel.kafka import transactional_producer
from kernel.topics import AGGREGATES_DELTAS

NAME = "reconcile"
CALL_SECONDS = 10.0


class Corrector:
    """Publishes deltas. Making one fences all before it; it is of use for one reading of the totals. BrokerAway."""

    def __init__(self, bootstrap: str, codec: Codec[Delta]) -> None:
        self._codec = codec
        self._producer: Producer = transactional_producer(bootstrap, NAME)
        try:
            self._producer.init_transactions(CALL_SECONDS)
        except KafkaException as error:
            raise BrokerAway(f"Kafka gives no transaction to correct totals in: {error}") from error

    def publish(self, deltas: Sequence[Delta]) -> None:
        """All of them or none. BrokerAway, after which the next run sees what became of them."""
        try:
            self._producer.begin_transaction()
            for delta in deltas:
                key = f"{delta.dimension.value}|{delta.id}"
                self._producer.produce(AGGREGATES_DELTAS.name, self._codec.encode(delta), key.encode())
            self._producer.commit_transaction(CALL_SECONDS)
        except KafkaException as error:
            raise BrokerAway(f"Kafka took no correction: {error}") from error


def mend(
    found: Sequence[Wrong],
    connection: psycopg.Connection[Any],
    corrector: Corrector,
    rebuild: Callable[[], object],
    now: datetime,
) -> int:
    """Mends what can be; how many totals it set out to mend. psycopg.Error, Outage, Refused.

    Streamed totals are left alone while dead letters of their stage wait: replaying those is what mends them, and both
    together would count them twice. Redis is left alone while PostgreSQL, which it is rebuilt from, is in doubt.
    """
    rollups = [each for each in found if each.kind is Kind.ROLLUPS and each.mendable]
    _mend_rollups(connection, rollups)
    deltas = [] if _letters_wait(connection) else corrections(found, now)
    if deltas:
        corrector.publish(deltas)
    live = [each for each in found if each.kind is Kind.REDIS]
    if live and not any(each.kind in (Kind.LEDGER, Kind.DISPUTED) for each in found):
        rebuild()
    else:
        live = []
    streamed = {(delta.dimension, delta.id) for delta in deltas}
    return (
        len(rollups)
        + sum(each.kind is Kind.STREAMED and (each.figure.dimension, each.figure.id) in streamed for each in found)
        + len(live)
    )


def _mend_rollups(connection: psycopg.Connection[Any], found: Iterable[Wrong]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        for each in found:
            figure = each.figure
            names = {
                "dimension": figure.dimension.value,
                "period": figure.window.value,
                "start": figure.start,
                "id": figure.id,
            }
            change = [a - b for a, b in zip(numbers(each.expected), numbers(each.found), strict=True)]
            cursor.execute(sql("rollup_make"), names)
            cursor.execute(sql("rollup_move"), names | {"change": change})


def _letters_wait(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute(sql("letters_wait")).fetchone()
    return bool(row and row[0])
