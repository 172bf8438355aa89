"""What became of a batch, up to the ledger: the only call that reads PostgreSQL."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Protocol
from uuid import UUID

import msgspec
from msgspec import Meta
from psycopg import Error
from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool

from ingest_gateway import limits
from ingest_gateway.memory import ID_BYTES, BatchRecord
from kernel.avro_writer import EPOCH
from kernel.errors import DatabaseAway, RedisAway
from kernel.problems import Problem

_SQL = Path(__file__).parent / "sql"
BY_IDS = (_SQL / "batch_by_ids.sql").read_text()
BY_BATCH_ID = (_SQL / "batch_by_batch_id.sql").read_text()

WAIT_SECONDS = 2.0
"""How long a request waits for a connection before it is answered with 503."""
CONNECTIONS = 4
OPTIONS = "-c default_transaction_read_only=on -c statement_timeout=2000"
OLDEST = timedelta(milliseconds=limits.MAX_AGE_MS)
NEWEST = timedelta(milliseconds=limits.MAX_AHEAD_MS)


class BatchStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a batch's accepted items are in which state. Nulls are what is no longer remembered."""

    batch_id: str
    received_at: datetime | None
    accepted: Annotated[int | None, Meta(description="Items that Kafka acknowledged.")]
    in_flight: Annotated[int | None, Meta(description="Accepted, and not yet in any of the states below.")]
    recognised: Annotated[int, Meta(description="Plays in the ledger, whatever their verdict.")]
    unrecognised: Annotated[int, Meta(description="Matched no song so far; kept, since one may be added.")]
    dead_letters: Annotated[int | None, Meta(description="Could not be processed; kept for repair.")]


class Ledger(Protocol):
    """PostgreSQL, as this call needs it. DatabaseAway."""

    async def by_ids(self, ids: list[UUID]) -> tuple[int, int, int]:
        """Of the ids: recognised, unrecognised, dead letters."""

    async def by_batch_id(self, batch_id: str, source_id: str) -> tuple[int, int]:
        """Of the source's batch: recognised, unrecognised."""


class Remembered(Protocol):
    """Redis, as this call needs it."""

    async def batch(self, batch_id: str) -> BatchRecord | None:
        """What is remembered of a batch. RedisAway."""


async def status(batch_id: str, source_id: str, remembered: Remembered, ledger: Ledger) -> BatchStatus:
    """The states of a source's batch. Problem 404 where it has none of that id. DatabaseAway."""
    if received_ms(batch_id) is None:
        raise unknown(batch_id)
    try:
        record = await remembered.batch(batch_id)
    except RedisAway:
        record = None
    if record is not None:
        if record.source_id != source_id:
            raise unknown(batch_id)
        raw = record.accepted
        ids = [UUID(bytes=raw[start : start + ID_BYTES]) for start in range(0, len(raw), ID_BYTES)]
        recognised, unrecognised, dead = await ledger.by_ids(ids)
        return BatchStatus(
            batch_id=batch_id,
            received_at=EPOCH + timedelta(milliseconds=record.received_ms),
            accepted=len(ids),
            in_flight=max(0, len(ids) - recognised - unrecognised - dead),
            recognised=recognised,
            unrecognised=unrecognised,
            dead_letters=dead,
        )
    recognised, unrecognised = await ledger.by_batch_id(batch_id, source_id)
    if not recognised + unrecognised:
        raise unknown(batch_id)
    return BatchStatus(
        batch_id=batch_id,
        received_at=None,
        accepted=None,
        in_flight=None,
        recognised=recognised,
        unrecognised=unrecognised,
        dead_letters=None,
    )


def unknown(batch_id: str) -> Problem:
    """404, for what does not exist and for what is another's alike."""
    return Problem(404, "no-such-batch", "This source has no such batch.", batch_id[:100])


def received_ms(batch_id: str) -> int | None:
    """When the batch came in, which its UUIDv7 says; None where it is none of the gateway's ids."""
    try:
        found = UUID(batch_id)
    except ValueError:
        return None
    return found.int >> 80 if found.version == 7 and str(found) == batch_id else None


class PostgresLedger:
    """Reads through a small pool that is opened at the first call and only ever reads."""

    def __init__(self, url: str, make: Callable[..., AsyncConnectionPool[Any]] = AsyncConnectionPool) -> None:
        self._pool = make(
            url,
            kwargs={"options": OPTIONS, "autocommit": True, "row_factory": tuple_row, "connect_timeout": 2},
            min_size=0,
            max_size=CONNECTIONS,
            timeout=WAIT_SECONDS,
            open=False,
        )
        self._opened = False

    async def by_ids(self, ids: list[UUID]) -> tuple[int, int, int]:
        recognised, unrecognised, dead = await self._row(BY_IDS, {"ids": ids})
        return recognised, unrecognised, dead

    async def by_batch_id(self, batch_id: str, source_id: str) -> tuple[int, int]:
        received = EPOCH + timedelta(milliseconds=received_ms(batch_id) or 0)
        span = {"since": received - OLDEST, "until": received + NEWEST}
        recognised, unrecognised = await self._row(BY_BATCH_ID, {"batch_id": batch_id, "source_id": source_id, **span})
        return recognised, unrecognised

    async def close(self) -> None:
        if self._opened:
            await self._pool.close()

    async def _row(self, query: str, values: dict[str, Any]) -> tuple[Any, ...]:
        if not self._opened:
            self._opened = True
            await self._pool.open()
        try:
            async with self._pool.connection() as connection:
                found = await (await connection.execute(query, values)).fetchone()
        except Error as error:
            raise DatabaseAway(f"PostgreSQL does not answer: {error}") from error
        return tuple(found or ())
