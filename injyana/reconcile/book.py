"""The tables of the reconciliation: positions, accounts, gaps and runs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row

from injyana.reconcile.account import NAMES, Account, Accounts, Detection, End, Slot
from injyana.reconcile.gaps import Gap
from injyana.reconcile.marks import Marks
from injyana.reconcile.sql import sql

Connection = psycopg.Connection[Any]

LIMITS = "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=600s -c jit=off"
"""Compiling a look at every partition of the plays takes seconds, the look itself a hundredth of one."""
KEPT = timedelta(days=62)
"""Longer than Kafka keeps detections; a million rows a day where 100,000 phones report in ten hours each."""
LOCK = "SELECT pg_try_advisory_lock(hashtextextended('reconcile', 0))"


def only_one(connection: Connection) -> bool:
    """Whether this connection is now the only one that reconciles, until it ends."""
    row = connection.execute(LOCK).fetchone()
    return bool(row and row[0])


def positions(connection: Connection) -> Marks:
    """How far detections are accounted for."""
    return {(topic, partition): at for topic, partition, at in connection.execute(sql("positions"))}


def stored(connection: Connection) -> Marks:
    """How far the ledger holds each topic."""
    return {(topic, partition): at for topic, partition, at in connection.execute(sql("stored"))}


def open_detections(connection: Connection) -> list[tuple[End, Detection]]:
    """The accepted detections that were nowhere when a run last looked."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return [
            (
                End(row["kind"]),
                Detection(
                    (row["topic"], row["partition"]),
                    row["record_offset"],
                    row["source_id"],
                    None if row["event_id"] is None else str(row["event_id"]),
                    row["at"],
                ),
            )
            for row in cursor.execute(sql("gaps_open"))
        ]


def keep_accounts(connection: Connection, accounts: Accounts, reached: Marks, again_from: datetime | None) -> None:
    """Adds the accounts and moves the positions; those of hours from `again_from` on replace what was there."""
    connection.execute(sql("accounts_landed"))
    if again_from is not None:
        connection.execute(sql("accounts_forget"), {"again_from": again_from})
    with connection.cursor() as cursor:
        cursor.executemany(sql("accounts_add"), [_row(slot, account) for slot, account in accounts.items()])
        cursor.executemany(sql("positions_move"), [(*place, at) for place, at in reached.items()])


def tidy(connection: Connection, now: datetime) -> None:
    """Forgets accounts that balance and are old."""
    connection.execute(sql("accounts_tidy"), {"before": now - KEPT})


def found_again(connection: Connection, detection: Detection, hour: datetime, end: End) -> None:
    """A detection that was missing has an end after all."""
    values = {"source_id": detection.source_id, "hour": hour} | {name: int(name == end.value) for name in NAMES}
    connection.execute(sql("accounts_found"), values)


def note_gaps(connection: Connection, gaps: Iterable[Gap], now: datetime) -> None:
    """Opens the gaps that are new, and notes that the others were seen."""
    with connection.cursor() as cursor:
        cursor.executemany(sql("gaps_note"), [gap.values() | {"now": now} for gap in gaps])


def close_gaps(connection: Connection, kinds: Sequence[str], since: datetime, until: datetime, now: datetime) -> None:
    """Closes the gaps of these kinds between two moments that were not seen at `now`."""
    values = {"kinds": list(kinds), "since": since, "until": until, "now": now}
    connection.execute(sql("gaps_close"), values)


def open_gaps(connection: Connection) -> dict[str, int]:
    """How many gaps of each kind are open."""
    return dict(connection.execute(sql("gaps_count")).fetchall())


def _row(slot: Slot, account: Account) -> dict[str, Any]:
    return {"source_id": slot.source_id, "hour": slot.hour} | {name: getattr(account, name) for name in NAMES}
