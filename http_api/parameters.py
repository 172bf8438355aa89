"""Parameters that routes of every service take, and how a route does something once."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response

from http_api.database import Db
from http_api.guard import service_of
from http_api.idempotency import Answer, Asked, once
from http_api.shapes import KEY_CHARS, LARGEST_PAGE, Shape

Cursor = Annotated[str | None, Query(max_length=1000, description="next_cursor of the page before.")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Items of a page.")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=KEY_CHARS,
        pattern=r"^[!-~]+$",
        description="Made by the client, anew for each request, and sent again with each repetition of it.",
    ),
]


def asked_of(request: Request, key: str) -> Asked:
    """What a request asks for, its body as the guard read it."""
    state = request.state
    by, body = getattr(state, "caller", None), getattr(state, "body", b"")
    return Asked(by, key, request.method, request.url.path, body)


def response_of(answer: Answer) -> Response:
    """The answer over HTTP; one that was given before says so."""
    headers = {"Idempotency-Replayed": "true"} if answer.repeated else {}
    return Response(answer.body, answer.status, headers, "application/json")


class Once:
    """Does what a request asks for in one transaction, once, and answers with what was made."""

    def __init__(self, request: Request, key: Key) -> None:
        self._request = request
        self._key = key

    async def __call__(self, status: int, do: Callable[[Db], Awaitable[Shape | None]]) -> Response:
        async with service_of(self._request).database.transaction() as db:
            return response_of(await once(db, asked_of(self._request, self._key), status, lambda: do(db)))


OneTime = Annotated[Once, Depends()]
