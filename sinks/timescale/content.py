"""What every kind of batch has in common once it is decoded: the contract of plays.py, unrecognised.py and others."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from kernel.errors import Poison
from kernel.stage import Received
from sinks.timescale.database import Rows
from sinks.timescale.judging import Held
from sinks.timescale.sql import sql

Refusal = tuple[Received[Any], Poison]
"""A record that turned out not to be writable, and why."""


class Content(Protocol):
    """The good records of one batch, to be written within the transaction that moves its position."""

    def moments(self) -> Sequence[datetime]:
        """Event times that play_events must have room for."""

    def write(self, cursor: Rows) -> Sequence[Refusal]:
        """Writes all of it, gives back what never can be. After a failure it may be called again."""

    def committed(self, now: datetime) -> None:
        """Tells the metrics; called once, after the commit."""


def stage(cursor: Rows, table: str, columns: str, rows: Iterable[str]) -> None:
    """Copies rows made by rows.py into a staging table."""
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (NULL E'\\x01')") as copy:
        copy.write("".join(rows))


def held(cursor: Rows, event_ids: Iterable[str]) -> dict[str, Held]:
    """What the ledger holds of these ids, locked until commit."""
    rows = cursor.execute(sql("ledger_held"), {"ids": uuids(event_ids)})
    return {str(event_id): Held(*rest) for event_id, *rest in rows}


def note_conflicts(cursor: Rows, conflicts: Iterable[tuple[Received[Any], Held]]) -> None:
    """Keeps who claimed an id that stands for something else."""
    cursor.executemany(
        sql("conflicts_store"),
        [
            (
                each.origin.topic,
                each.origin.partition,
                each.origin.offset,
                each.event.event_id,
                taken.content_hash,
                each.event.content_hash,
                each.event.played_at,
                each.event.source_id,
                each.event.batch_id,
            )
            for each, taken in conflicts
        ],
    )


def uuids(event_ids: Iterable[str]) -> list[UUID]:
    """Ids as psycopg hands them to PostgreSQL."""
    return [UUID(event_id) for event_id in event_ids]
