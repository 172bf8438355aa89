"""What must survive this process: plays that are open, and plays that are over and not yet with the gateway.

An SQLite database, every change of which is on disk before the call returns.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from detectors.radio.plays import Play
from detectors.radio.sql import sql
from kernel import metrics
from kernel.errors import Misconfigured
from kernel.ids import EventId

MOST = 20_000
"""Plays: a month without the gateway, which takes nothing older. Beyond, the oldest is dropped."""

BUSY_SECONDS = 10.0
"""For the other thread's transaction."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A play that is over, as the gateway's JSON, in the order in which plays ended."""

    number: int
    event_id: EventId
    body: bytes


class Spool:
    """One station's. Each thread opens its own. Misconfigured where the file is damaged."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(sql("tables"))
        except sqlite3.DatabaseError as error:
            raise Misconfigured(f"{path} cannot be used ({error}): move it away; plays in it are then lost") from error

    def close(self) -> None:
        self._db.close()

    def open_plays(self) -> tuple[Play, ...]:
        """The plays that were open when they were last kept."""
        rows = self._db.execute(sql("open_get")).fetchall()
        return tuple(msgspec.json.decode(state, type=Play) for (state,) in rows)

    def keep(self, still_open: Sequence[Play], over: Sequence[tuple[EventId, bytes]]) -> None:
        """At once: these plays are open, and these, with their JSON, wait for the gateway. A play waits once."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute(sql("open_clear"))
            self._db.executemany(sql("open_put"), [(play.event_id, msgspec.json.encode(play)) for play in still_open])
            self._db.executemany(sql("waiting_put"), over)
            dropped = self._db.execute(sql("waiting_bound"), (MOST,)).rowcount if over else 0
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        metrics.RADIO_PLAYS.labels("dropped").inc(dropped)

    def oldest(self, count: int) -> list[Waiting]:
        """The plays that wait longest."""
        return [
            Waiting(number, EventId(event_id), body)
            for number, event_id, body in self._db.execute(sql("waiting_oldest"), (count,))
        ]

    def done(self, numbers: Sequence[int]) -> None:
        """These need not wait any more."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(sql("waiting_done"), [(number,) for number in numbers])
        self._db.execute("COMMIT")

    def __len__(self) -> int:
        """How many wait."""
        (count,) = self._db.execute(sql("waiting_count")).fetchone()
        return int(count)
