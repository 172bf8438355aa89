"""What Redis remembers: ids and what they stood for, batches, used proofs, and each source's bucket.

Everything that concurrent requests ask within a millisecond, or while an answer is on its way, goes in one pipelined
round trip. Losing Redis loses nothing: ids look new, which the fraud stage and the ledger catch, and buckets
are local.
"""

import asyncio
import logging
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import hiredis
import msgspec
from redis.asyncio import Connection, Redis, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from ingest_gateway.rates import Allowance, LocalBuckets, Rate
from kernel.errors import RedisAway
from kernel.possession.dpop import REMEMBER_SECONDS

LOG = logging.getLogger(__name__)

PREFIX: Final = b"gateway:"
_ID: Final = PREFIX + b"id:"
ID_BYTES: Final = 16
AWAY_SECONDS: Final = 1.0
"""After a failure Redis is left alone for so long, so that no request waits for it."""
BATCH_SECONDS: Final = 7 * 24 * 3600
"""How long a batch's ids can be asked after; afterwards the ledger alone knows."""
COMPANY_SECONDS: Final = 0.001
"""How long a question waits for others: a round trip costs the process as much as it takes to judge a play."""
MARKED_AT_ONCE: Final = 1000
"""Ids in one call of a script, so that Redis serves others in between."""

_SCRIPTS = Path(__file__).parent
_BUCKETS: Final = (_SCRIPTS / "buckets.lua").read_text()
_MARKS: Final = (_SCRIPTS / "marks.lua").read_text()


class BatchRecord(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of a batch: whose it was, when it came, and the accepted ids, 16 bytes each."""

    source_id: str
    received_ms: int
    accepted: bytes


@dataclass(slots=True)
class _Look:
    source_id: str
    rate: Rate
    cost: int
    keys: list[bytes]
    done: asyncio.Future[tuple[Allowance, list[int | None]]]


@dataclass(slots=True)
class _Mark:
    batch_id: str
    record: BatchRecord
    keys: list[bytes]
    hashes: list[int]
    done: asyncio.Future[None]


@dataclass(slots=True)
class _Proof:
    key: bytes
    done: asyncio.Future[bool]


@dataclass(slots=True)
class _Turn:
    looks: list[_Look] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)
    proofs: list[_Proof] = field(default_factory=list)


class Packing:
    """Commands packed by hiredis, which redis-py itself uses for answers alone here, and in Python a key costs more."""

    def pack_command(self, *args: Any) -> list[bytes]:
        return [hiredis.pack_command((*args[0].encode().split(), *args[1:]))]


class Packed(Packing, Connection):
    """A connection that packs so."""


class PackedSsl(Packing, SSLConnection):
    """The same over TLS."""


def connect(url: str, seconds: float) -> "Redis":
    """A client that gives up after `seconds` and never tries twice by itself."""
    return Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
        single_connection_client=False,
        connection_class=PackedSsl if url.startswith("rediss:") else Packed,
    )


class Memory:
    """The gateway's use of Redis. Belongs to one event loop."""

    def __init__(self, redis: "Redis", remember_days: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._seconds = remember_days * 24 * 3600
        self._monotonic = monotonic
        self._local = LocalBuckets(monotonic)
        self._turn = _Turn()
        self._task: asyncio.Task[None] | None = None
        self._away_until = 0.0
        self._take_sha = self._mark_sha = ""

    async def look(
        self, source_id: str, rate: Rate, cost: int, event_ids: Sequence[str]
    ) -> tuple[Allowance, list[int | None]]:
        """Takes `cost` plays from the source's bucket, and the hash that each id is remembered with, or None."""
        if self._monotonic() < self._away_until:
            return self._local.take(source_id, rate, cost), [None] * len(event_ids)
        done: asyncio.Future[tuple[Allowance, list[int | None]]] = asyncio.get_running_loop().create_future()
        self._turn.looks.append(_Look(source_id, rate, cost, _keys(_raw(event_ids)), done))
        self._start()
        return await done

    async def first(self, mark: bytes) -> bool:
        """Whether a proof of a device's key is new to every gateway, as far as Redis can tell."""
        if self._monotonic() < self._away_until:
            return True
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._turn.proofs.append(_Proof(PREFIX + b"proof:" + mark, done))
        self._start()
        return await done

    async def mark(
        self, batch_id: str, source_id: str, received_ms: int, event_ids: Sequence[str], hashes: list[int]
    ) -> None:
        """Remembers accepted ids with their hashes, and the batch that they came in."""
        if self._monotonic() < self._away_until:
            return
        raw = _raw(event_ids)
        record = BatchRecord(source_id, received_ms, raw)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turn.marks.append(_Mark(batch_id, record, _keys(raw), hashes, done))
        self._start()
        await done

    async def batch(self, batch_id: str) -> BatchRecord | None:
        """What is remembered of a batch; None where nothing is. RedisAway."""
        try:
            found = await self._redis.get(_batch_key(batch_id))
        except (RedisError, OSError) as error:
            raise RedisAway(f"Redis does not answer: {error}") from error
        return None if not isinstance(found, bytes) else msgspec.msgpack.decode(found, type=BatchRecord)

    async def close(self) -> None:
        if self._task is not None:
            await self._task
        await self._redis.aclose()

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        await asyncio.sleep(COMPANY_SECONDS)
        while self._turn.looks or self._turn.marks or self._turn.proofs:
            turn, self._turn = self._turn, _Turn()
            try:
                await self._round_trip(turn)
            except (RedisError, OSError) as error:
                self._gone(turn, error)
        self._task = None

    async def _round_trip(self, turn: _Turn) -> None:
        if not self._mark_sha:
            self._take_sha = await self._redis.script_load(_BUCKETS)
            self._mark_sha = await self._redis.script_load(_MARKS)
        pipeline = self._redis.pipeline(transaction=False)
        places = _ask(pipeline, turn, self._take_sha, self._mark_sha, self._seconds)
        try:
            answers = await pipeline.execute()
        except RedisError:
            self._mark_sha = ""
            raise
        allowances = answers[0] if turn.looks else []
        hashes = answers[1] if places else []
        start = 0
        for number, look in enumerate(turn.looks):
            allowance = Allowance(look.rate, allowances[2 * number] == 1, allowances[2 * number + 1], look.cost)
            found = [_hash(each) for each in hashes[start : start + len(look.keys)]]
            start += len(look.keys)
            if not look.done.done():
                look.done.set_result((allowance, found))
        for mark in turn.marks:
            if not mark.done.done():
                mark.done.set_result(None)
        for proof, new in zip(turn.proofs, answers[len(answers) - len(turn.proofs) :], strict=True):
            if not proof.done.done():
                proof.done.set_result(bool(new))

    def _gone(self, turn: _Turn, error: Exception) -> None:
        LOG.warning("going on without Redis for %.0f s: %s", AWAY_SECONDS, error)
        self._away_until = self._monotonic() + AWAY_SECONDS
        for look in turn.looks:
            if not look.done.done():
                allowance = self._local.take(look.source_id, look.rate, look.cost)
                look.done.set_result((allowance, [None] * len(look.keys)))
        for mark in turn.marks:
            if not mark.done.done():
                mark.done.set_result(None)
        for proof in turn.proofs:
            if not proof.done.done():
                proof.done.set_result(True)


def _ask(pipeline: Any, turn: _Turn, take_sha: str, mark_sha: str, seconds: int) -> int:
    """Puts a turn's commands into the pipeline; how many ids it asks for."""
    places = 0
    if turn.looks:
        buckets = [PREFIX + b"rate:" + look.source_id.encode() for look in turn.looks]
        sizes = [size for look in turn.looks for size in (look.rate.per_ms, look.rate.burst, look.cost)]
        pipeline.evalsha(take_sha, len(buckets), *buckets, *sizes)
        keys = [key for look in turn.looks for key in look.keys]
        places = len(keys)
        if keys:
            pipeline.mget(keys)
    keys = [key for mark in turn.marks for key in mark.keys]
    hashes = [each for mark in turn.marks for each in mark.hashes]
    for start in range(0, len(keys), MARKED_AT_ONCE):
        some = keys[start : start + MARKED_AT_ONCE]
        packed = struct.pack(f">{len(some)}q", *hashes[start : start + MARKED_AT_ONCE])
        pipeline.evalsha(mark_sha, len(some), *some, seconds, packed)
    for mark in turn.marks:
        pipeline.set(_batch_key(mark.batch_id), msgspec.msgpack.encode(mark.record), ex=BATCH_SECONDS)
    for proof in turn.proofs:
        pipeline.set(proof.key, b"", nx=True, ex=REMEMBER_SECONDS)
    return places


def _raw(event_ids: Sequence[str]) -> bytes:
    return bytes.fromhex("".join(event_ids).replace("-", ""))


def _keys(raw: bytes) -> list[bytes]:
    return [_ID + raw[start : start + ID_BYTES] for start in range(0, len(raw), ID_BYTES)]


def _batch_key(batch_id: str) -> bytes:
    return PREFIX + b"batch:" + batch_id.encode()


def _hash(found: bytes | None) -> int | None:
    return None if found is None else int.from_bytes(found, "big", signed=True)
