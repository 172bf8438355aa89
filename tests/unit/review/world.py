"""A review service without a database: who may pass can be told without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

import httpx
from starlette.requests import Request

from http_api.app import application
from http_api.callers import Asking, Caller
from http_api.permissions import Role
from kernel.clock import system_clock
from kernel.errors import DatabaseAway
from kernel.http_edge import Edge
from kernel.problems import unauthorised
from review import limits, tariffs
from review.openapi import ABOUT
from review.routes import ROUTERS
from review.service import Service

USER = str(uuid4())


class NoDatabase:
    """Away: whoever gets as far as asking it is answered with 503."""

    def execute(self, *_arguments: Any) -> None:
        raise DatabaseAway("there is none")

    def cursor(self, **_options: Any) -> None:
        raise DatabaseAway("there is none")

    @contextmanager
    def transaction(self) -> Iterator["NoDatabase"]:
        yield self


class CallersByRole:
    """Takes the token for the role."""

    ready = True

    async def of(self, request: Request) -> Asking:
        authorization = request.headers.get("authorization")
        if not authorization:
            raise unauthorised("Send a token.")
        role = Role(authorization.removeprefix("Bearer "))
        subject = "phone-1" if role is Role.SOURCE else USER
        return Asking(Caller(subject, role, role.value, "artist-1" if role is Role.ARTIST else None))


@cache
def app(max_requests: int = 16) -> Edge:
    """The application; made once, since describing itself takes it a while."""
    made: Any = Service(
        database=NoDatabase(),  # type: ignore[arg-type]
        desk=NoDatabase(),  # type: ignore[arg-type]
        callers=CallersByRole(),  # type: ignore[arg-type]
        tariffs=tariffs.read(),
        apply=None,  # type: ignore[arg-type]
        clock=system_clock,
        body_bytes=limits.BODY_BYTES,
        body_seconds=1,
    )
    return application(made, ROUTERS, ABOUT, max_requests)


async def request(method: str, path: str, role: Role | None = None, **options: Any) -> httpx.Response:
    """The answer to a caller of that role, or to nobody."""
    headers = {"Idempotency-Key": "key", "Content-Type": "application/json"} | options.pop("headers", {})
    if role is not None:
        headers["Authorization"] = f"Bearer {role.value}"
    transport = httpx.ASGITransport(app(options.pop("max_requests", 16)), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://review") as client:
        return await client.request(method, path, headers=headers, **options)


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of an answer of that status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["type"].startswith("urn:injyana:problem:")
    return found
