"""How this service does something once: as the others, but with a keyed fingerprint of what was asked.

Requests hold passwords and addresses. A plain hash of one would tell a thief of the database which of their guesses is
right, and faster than argon2id does.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request, Response

from http_api.idempotency import once
from http_api.parameters import Key, asked_of, response_of
from http_api.shapes import Shape
from identity.desk import Work
from identity.service import Serving


class Once:
    """Does what a request asks for in one transaction, once, and answers with what was made."""

    def __init__(self, request: Request, key: Key, service: Serving) -> None:
        self._request = request
        self._key = key
        self._desk = service.desk

    async def __call__(self, status: int, do: Callable[[Work], Awaitable[Shape | None]]) -> Response:
        asked = asked_of(self._request, self._key)
        asked = replace(asked, body=self._desk.keys.hashed("request", asked.body.decode("latin-1")))
        async with self._desk.work() as work:
            return response_of(await once(work.db, asked, status, lambda: do(work)))


OneTime = Annotated[Once, Depends()]
