"""Requests that fail as a whole, each with its problem document; none is a defect."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from ingest_gateway import limits
from kernel.clock import system_clock
from tests.unit.gateway.world import NOW, World, declared, play, problem, result

BATCH = "/api/v1/batch/plays"
ONE = "/api/v1/plays"
FEED = "/api/v1/feeds/radio-1/plays"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{'plays':[]}", b'{"plays":[{]}', b"\xff\xfe", b"[" * 100_000, b'{"plays"' * 9]
)
@pytest.mark.parametrize("path", [BATCH, ONE, "/api/v1/plays/manual", FEED])
async def test_malformed_json_is_400_or_422(world: World, path: str, body: bytes) -> None:
    answer = await world.post(path, body)
    assert answer.status_code in (400, 422), answer.text
    problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "body", ["[]", "7", '"text"', "null", "{}", '{"plays":{}}', '{"plays":"x"}', '{"plays":[]}', '{"plays":null}']
)
async def test_another_envelope_is_422(world: World, body: str) -> None:
    problem(await world.post(BATCH, body), 422)


@pytest.mark.parametrize("body", ["[]", "7", "null", '[{"event_id":1}]'])
async def test_a_single_play_is_one_object(world: World, body: str) -> None:
    problem(await world.post(ONE, body), 422)


async def test_a_thousand_items_and_not_one_more(world: World) -> None:
    assert "1001" in problem(await world.batch(*[{}] * 1001), 422)["detail"]
    assert (await world.batch(*[{}] * 1000)).json()["summary"]["rejected"] == 1000


async def test_a_body_of_5_mb_and_not_one_byte_more(world: World) -> None:
    body = b'{"plays":[{}' + b" " * (limits.BODY_BYTES - 14) + b"]}"
    assert len(body) == limits.BODY_BYTES
    assert (await world.post(BATCH, body)).status_code == 200
    problem(await world.post(BATCH, body + b" "), 413)


async def test_a_body_without_a_length_is_bounded_while_it_is_read(world: World) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield b" " * 65_536

    answer = await world.request("POST", BATCH, content=endless(), headers={"content-type": "application/json"})
    problem(answer, 413)
    assert read <= limits.BODY_BYTES + 2 * 65_536


async def test_gzip_is_unpacked(world: World) -> None:
    body = gzip.compress(json.dumps({"plays": [play()]}).encode())
    assert result(await world.post(BATCH, body, content_encoding="gzip"))["status"] == "accepted"


async def test_a_gzip_bomb_is_413(world: World) -> None:
    bomb = gzip.compress(b" " * (200 * 1024 * 1024))
    assert len(bomb) < limits.BODY_BYTES
    problem(await world.post(BATCH, bomb, content_encoding="gzip"), 413)


@pytest.mark.parametrize(
    "body", [b"not gzip", gzip.compress(b"{}")[:-3], gzip.compress(b"{}") + b"more", gzip.compress(b"{}") * 2, b""]
)
async def test_broken_gzip_is_400(world: World, body: bytes) -> None:
    problem(await world.post(BATCH, body, content_encoding="gzip"), 400)


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "x" * 500])
async def test_another_encoding_is_415(world: World, encoding: str) -> None:
    problem(await world.post(BATCH, b"{}", content_encoding=encoding), 415)


@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "text/csv"])
async def test_another_type_is_415(world: World, kind: str) -> None:
    problem(await world.post(BATCH, b"{}", content_type=kind), 415)


async def test_a_slow_body_is_408(tmp_path: Path) -> None:
    world = World(tmp_path, body_seconds=0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    answer = await world.request("POST", BATCH, content=slow(), headers={"content-type": "application/json"})
    problem(answer, 408)
    assert answer.headers["connection"] == "close"


async def test_an_unknown_path_and_another_method_are_problems(world: World) -> None:
    problem(await world.request("GET", "/api/v2/plays"), 404)
    problem(await world.request("GET", ONE), 405)


async def test_every_answer_to_a_known_source_says_its_limits(world: World) -> None:
    answers = [
        await world.send(play()),
        await world.post(BATCH, b"{"),
        await world.post(BATCH, b"{}", content_type="text/plain"),
        await world.post("/api/v1/feeds/radio-9/plays", b"{}"),
        await world.request("GET", "/api/v1/batches/none"),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 415, 403, 404]
    for answer in answers:
        assert {"ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"} <= set(answer.headers)


async def test_too_many_plays_are_429_and_pass_later(world: World) -> None:
    for _ in range(2):
        assert (await world.batch(*[{}] * 1000)).status_code == 200
    answer = await world.batch(*[declared() for _ in range(10)])
    problem(answer, 429)
    assert 1 <= int(answer.headers["retry-after"]) <= 10
    assert int(answer.headers["ratelimit-remaining"]) < 10
    assert world.publisher.published == []
    assert result(await world.send(play(), "phone-2"))["status"] == "accepted"


async def test_without_kafka_it_is_503(world: World) -> None:
    world.publisher.ready = False
    answer = await world.send(play())
    problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    problem(await world.batch(play(), {}), 503)


async def test_more_requests_than_it_can_hold_are_503(tmp_path: Path) -> None:
    world = World(tmp_path, max_requests=1)
    world.publisher.hold = asyncio.Event()
    first = asyncio.create_task(world.send(play()))
    await world.publisher.reached.wait()
    problem(await world.send(play()), 503)
    assert (await world.request("GET", "/health/ready")).status_code == 200
    world.publisher.hold.set()
    assert result(await first)["status"] == "accepted"


@pytest.mark.parametrize("path", [ONE, FEED])
async def test_a_defect_is_a_problem_and_hides_its_cause(
    world: World, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    def broken(_detection: object) -> bool:
        raise RuntimeError("the secret cause")

    world.publisher.takes = broken
    line = {"played_at": NOW.isoformat(), "duration_ms": 15000, "title": "Amahoro", "artist": "Inanga Trio"}
    answer = await world.request("POST", path, json=play() if path == ONE else {"plays": [line]})
    problem(answer, 500)
    assert "secret" not in answer.text
    assert "the secret cause" in caplog.text


async def test_health_and_metrics(world: World) -> None:
    await world.send(play())
    assert (await world.request("GET", "/health/live")).status_code == 200
    assert (await world.request("GET", "/health/ready")).json() == {"ready": True, "waits_for": None}
    page = (await world.request("GET", "/metrics")).text
    assert 'injyana_http_requests_total{route="/api/v1/plays",status="200"}' in page
    assert 'injyana_gateway_items_total{result="accepted",source_type="phone"}' in page
    world.gateway.stopping = True
    answer: httpx.Response = await world.request("GET", "/health/ready")
    assert (answer.status_code, answer.json()["waits_for"]) == (503, "the end: shutting down")


async def test_times_are_those_of_the_system_clock_in_milliseconds(world: World) -> None:
    world.now = system_clock()
    item = play(played_at=world.now.isoformat())
    assert result(await world.send(item))["status"] == "accepted"
    assert world.publisher.published[0].played_at == world.now
