"""Requests that are not as described, and what they are answered with before any work is done."""

import gzip
import json
from typing import Any

import pytest

from http_api.permissions import Role
from http_api.shapes import KEY_CHARS
from review import limits
from tests.unit.review.world import problem, request

APPEALS = "/api/v1/appeals"
GOOD: dict[str, Any] = {"event_ids": ["0195d8a2-7c1e-7b60-9a53-2f1d6c0b8e11"], "words": "It was me."}


async def post(content: bytes | str, **headers: str) -> Any:
    return await request("POST", APPEALS, Role.SOURCE, content=content, headers=headers)


async def test_a_good_one_reaches_the_database() -> None:
    problem(await post(json.dumps(GOOD)), 503)
    problem(await post(gzip.compress(json.dumps(GOOD).encode()), **{"Content-Encoding": "gzip"}), 503)


@pytest.mark.parametrize("content", ["", "{", "\xff", '"\ud800"'.encode("utf-8", "surrogatepass"), "[" * 100_000])
async def test_what_is_no_json_is_400_or_422(content: bytes | str) -> None:
    answer = await post(content)
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "changes",
    [
        {"words": ""},
        {"words": " "},
        {"words": "a\x00b"},
        {"words": "x" * (limits.REASON_CHARS + 1)},
        {"words": "\ud800"},
        {"words": 7},
        {"event_ids": []},
        {"event_ids": ["x"]},
        {"event_ids": GOOD["event_ids"] * (limits.APPEAL_PLAYS + 1)},
        {"event_ids": None},
    ],
)
async def test_what_is_not_as_described_is_422_and_is_not_repeated(changes: dict[str, Any]) -> None:
    found = problem(await post(json.dumps(GOOD | changes)), 422)
    assert found["detail"].startswith("body.")
    assert "x" * 100 not in found["detail"]


async def test_what_is_too_large_is_413_packed_or_not() -> None:
    large = json.dumps(GOOD | {"words": "x" * limits.BODY_BYTES})
    problem(await post(large), 413)
    problem(await post(gzip.compress(large.encode()), **{"Content-Encoding": "gzip"}), 413)


async def test_another_type_is_415() -> None:
    problem(await post(json.dumps(GOOD), **{"Content-Type": "text/plain"}), 415)
    problem(await post(json.dumps(GOOD), **{"Content-Encoding": "br"}), 415)


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * (KEY_CHARS + 1)])
async def test_a_post_needs_a_key(key: str) -> None:
    assert "Idempotency-Key" in problem(await post(json.dumps(GOOD), **{"Idempotency-Key": key}), 422)["detail"]


async def test_nobody_is_told_more_than_that_a_token_is_needed() -> None:
    for content in ("{", json.dumps(GOOD), "x" * (limits.BODY_BYTES + 1)):
        problem(await request("POST", APPEALS, None, content=content), 401)


async def test_unknown_paths_and_methods_are_problems() -> None:
    problem(await request("GET", "/api/v1/nothing", Role.ADMIN), 404)
    problem(await request("PUT", APPEALS, Role.ADMIN), 405)
    problem(await request("GET", "/api/v1/review/decisions/x", Role.ADMIN), 422)
    problem(await request("GET", "/api/v1/review/cases?kind=x", Role.ADMIN), 422)


async def test_too_many_at_once_are_503_and_operations_still_look_in() -> None:
    problem(await request("GET", "/api/v1/review/cases", Role.ADMIN, max_requests=0), 503)
    assert (await request("GET", "/health/live", max_requests=0)).json() == {"live": True}
    assert "injyana_http_requests_total" in (await request("GET", "/metrics", max_requests=0)).text


async def test_a_service_whose_database_is_away_is_not_ready() -> None:
    answer = await request("GET", "/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "waits_for": "PostgreSQL"})
