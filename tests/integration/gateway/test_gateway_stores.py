"""What the gateway keeps in Redis and reads from PostgreSQL."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import psycopg
import pytest
from redis.asyncio import Redis

from ingest_gateway.batches import PostgresLedger
from ingest_gateway.gateway import new_batch_id
from ingest_gateway.memory import BatchRecord, Memory, connect
from ingest_gateway.rates import Rate
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.errors import DatabaseAway, RedisAway

RATE = Rate(60, 2000)


@pytest.fixture
async def redis(stack: LocalSettings) -> "AsyncIterator[Redis]":
    client = connect(stack.redis, 5)
    yield client
    await client.aclose()


@pytest.fixture
async def memory(redis: "Redis") -> Memory:
    return Memory(redis, 31)


async def test_ids_are_remembered_and_the_first_content_stays(memory: Memory, redis: "Redis") -> None:
    source, batch, ids = f"s-{uuid4()}", str(uuid4()), [str(uuid4()) for _ in range(2500)]
    hashes = [-(2**63), 2**63 - 1, *range(2498)]
    allowance, known = await memory.look(source, RATE, 1, ids)
    assert (allowance.passed, allowance.remaining, set(known)) == (True, 1999, {None})
    await memory.mark(batch, source, 5, ids, hashes)
    await memory.mark(str(uuid4()), source, 6, ids[:1], [7])
    assert (await memory.look(source, RATE, 1, ids))[1] == hashes
    assert await memory.batch(batch) == BatchRecord(source, 5, b"".join(UUID(each).bytes for each in ids))
    assert await memory.batch(str(uuid4())) is None
    assert 30 * 86_400 < await redis.ttl(b"gateway:id:" + UUID(ids[0]).bytes) <= 31 * 86_400


async def test_buckets_are_shared_by_all_gateways(memory: Memory, redis: "Redis") -> None:
    source, other = f"s-{uuid4()}", Memory(redis, 31)
    assert (await memory.look(source, RATE, 1500, []))[0].passed
    refused, _ = await other.look(source, RATE, 600, [])
    assert (refused.passed, refused.remaining) == (False, 500)
    assert (await other.look(source, RATE, 0, []))[0].remaining >= 500


async def test_a_lost_script_is_loaded_again(redis: "Redis") -> None:
    time = [0.0]
    again = Memory(redis, 31, lambda: time[0])
    source, event_id = f"s-{uuid4()}", str(uuid4())
    await again.mark("b", source, 1, [event_id], [1])
    await redis.script_flush()
    assert (await again.look(source, RATE, 1, [event_id]))[1] == [None]
    time[0] = 2.0
    assert (await again.look(source, RATE, 1, [event_id]))[1] == [1]


async def test_without_redis_ids_look_new_and_buckets_are_local() -> None:
    away = Memory(connect("redis://127.0.0.1:1/0", 0.5), 31)
    ids = [str(uuid4())]
    await away.mark("b", "s", 1, ids, [1])
    allowance, known = await away.look("s", RATE, 1999, ids)
    assert (allowance.passed, known) == (True, [None])
    assert not (await away.look("s", RATE, 1999, ids))[0].passed
    with pytest.raises(RedisAway):
        await away.batch("b")
    await away.close()


async def test_states_of_ids_and_of_batches(database: str) -> None:
    ids, batch = [uuid4() for _ in range(4)], new_batch_id(system_clock())
    with psycopg.connect(database) as connection:
        for event_id, outcome, verdict in zip(ids, ("play", "unrecognised"), ("accepted", None), strict=False):
            connection.execute(
                "INSERT INTO event_ledger (event_id, outcome, played_at, content_hash, verdict)"
                " VALUES (%s, %s, now(), 1, %s)",
                (event_id, outcome, verdict),
            )
        letters = ((ids[0], "waiting"), (ids[2], "waiting"), (ids[2], "dropped"), (ids[3], "replayed"))
        for offset, (event_id, state) in enumerate(letters):
            connection.execute(
                "INSERT INTO dead_letters"
                " (origin_topic, origin_partition, origin_offset, event_id, stage, error, message, state)"
                " VALUES ('t', 0, %s, %s, 's', 'e', 'm', %s)",
                (offset, event_id, state),
            )
        connection.execute(
            "INSERT INTO unrecognised_plays (event_id, source_id, source_type, kind, played_at, received_at,"
            " duration_ms, content_hash, reason, index_version, batch_id, origin_topic, origin_partition,"
            " origin_offset)"
            " VALUES (%s, 's', 'phone', 'metadata', now(), now(), 1000, 1, 'r', 'v', %s, 't', 0, 0)",
            (ids[1], batch),
        )
    ledger = PostgresLedger(database)
    assert await ledger.by_ids(ids) == (1, 1, 1)
    assert await ledger.by_batch_id(batch, "s") == (0, 1)
    assert await ledger.by_batch_id(batch, "another") == (0, 0)
    await ledger.close()


async def test_a_database_that_is_away_says_so() -> None:
    ledger = PostgresLedger("postgresql://injyana:x@127.0.0.1:1/injyana")
    with pytest.raises(DatabaseAway):
        await ledger.by_ids([uuid4()])
    await ledger.close()
