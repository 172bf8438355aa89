"""Parameters that several routes take, and how a route does something once."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request, Response

from review import idempotency, limits
from review.callers import Caller
from review.cases import Case
from review.guard import caller_of, service_of
from review.shapes import Shape
from review.work import Work


def _case(
    case_id: Annotated[str, Path(min_length=1, max_length=400, description="Opaque; from the queue.")],
) -> Case:
    return Case.of(case_id)


TheCase = Annotated[Case, Depends(_case)]
EventId = Annotated[UUID, Path(description="The play.")]
DecisionId = Annotated[UUID, Path(description="The decision.")]
AppealId = Annotated[UUID, Path(description="The appeal.")]
Cursor = Annotated[str | None, Query(max_length=1000, description="next_cursor of the page before.")]
Limit = Annotated[int, Query(ge=1, le=limits.LARGEST_PAGE, description="Items of a page.")]
_Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=limits.KEY_CHARS,
        pattern=r"^[!-~]+$",
        description="Made by the client, anew for each request, and sent again with each repetition of it.",
    ),
]
Do = Callable[[Work], Shape | None]


class Once:
    """Does what a request asks for in one transaction, once, and answers with what was made."""

    def __init__(self, request: Request, key: _Key) -> None:
        self._request = request
        self._key = key

    def __call__(self, status: int, do: Do, counted: Callable[[Shape], None] | None = None) -> Response:
        by: Caller = caller_of(self._request)
        body: bytes = getattr(self._request.state, "body", b"")
        asked = idempotency.Request(self._key, self._request.method, self._request.url.path, body)
        with service_of(self._request).work() as work:
            answer = idempotency.once(work, by, asked, status, lambda: do(work))
        if counted is not None and answer.made is not None:
            counted(answer.made)
        headers = {} if answer.made is not None else {"Idempotency-Replayed": "true"}
        return Response(answer.body, answer.status, headers, "application/json")


OneTime = Annotated[Once, Depends()]
