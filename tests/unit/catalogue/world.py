"""A catalogue service without a database: who may pass can be told without one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from starlette.requests import Request

from catalogue import limits
from catalogue.openapi import ABOUT
from catalogue.routers import ROUTERS
from catalogue.service import Service
from catalogue.shelf import Shelf
from catalogue.storage import Storage
from http_api.app import application
from http_api.callers import Asking, Caller
from http_api.permissions import Role
from kernel.clock import system_clock
from kernel.errors import DatabaseAway
from kernel.http_edge import Edge
from kernel.problems import unauthorised

USER = str(uuid4())
FOLDER = Path("/nonexistent/files")


class NoDatabase:
    """Away: whoever gets as far as asking it is answered with 503."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        raise DatabaseAway("there is none")
        yield


class CallersByRole:
    """Takes the token for the role."""

    ready = True

    async def of(self, request: Request) -> Asking:
        authorization = request.headers.get("authorization")
        if not authorization:
            raise unauthorised("Send a token.")
        role = Role(authorization.removeprefix("Bearer "))
        subject = "phone-1" if role in (Role.SOURCE,) else USER
        return Asking(Caller(subject, role, role.value, "artist-1" if role is Role.ARTIST else None))


@cache
def app() -> Edge:
    """The application; made once, since describing itself takes it a while."""
    made: Any = Service(
        database=NoDatabase(),  # type: ignore[arg-type]
        callers=CallersByRole(),  # type: ignore[arg-type]
        clock=system_clock,
        body_bytes=limits.BODY_BYTES,
        body_seconds=1,
        codecs=None,  # type: ignore[arg-type]
        storage=Storage(FOLDER),
        shelf=Shelf(),
        file_seconds=1,
    )
    return application(made, ROUTERS, ABOUT, 16)


async def request(method: str, path: str, role: Role | None = None, **options: Any) -> httpx.Response:
    """The answer to a caller of that role, or to nobody."""
    headers = {"Idempotency-Key": "key", "If-Match": '"1"', "Content-Type": "application/json"}
    headers |= options.pop("headers", {})
    if role is not None:
        headers["Authorization"] = f"Bearer {role.value}"
    transport = httpx.ASGITransport(app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://catalogue") as client:
        return await client.request(method, path, headers=headers, **options)
