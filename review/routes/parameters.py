"""Parameters that several routes take, and how a route does something once."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from http_api.parameters import Key, asked_of, response_of
from http_api.shapes import Shape
from review import idempotency
from review.cases import Case
from review.service import reviewing
from review.work import Work


def _case(
    case_id: Annotated[str, Path(min_length=1, max_length=400, description="Opaque; from the queue.")],
) -> Case:
    return Case.of(case_id)


TheCase = Annotated[Case, Depends(_case)]
EventId = Annotated[UUID, Path(description="The play.")]
DecisionId = Annotated[UUID, Path(description="The decision.")]
AppealId = Annotated[UUID, Path(description="The appeal.")]
Do = Callable[[Work], Shape | None]


class Once:
    """Does what a request asks for in one transaction, once, and answers with what was made."""

    def __init__(self, request: Request, key: Key) -> None:
        self._request = request
        self._key = key

    def __call__(self, status: int, do: Do, counted: Callable[[Shape], None] | None = None) -> Response:
        with reviewing(self._request).work() as work:
            answer = idempotency.once(work, asked_of(self._request, self._key), status, lambda: do(work))
        if counted is not None and answer.made is not None:
            counted(answer.made)
        return response_of(answer)


OneTime = Annotated[Once, Depends()]
