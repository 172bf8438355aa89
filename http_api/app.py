"""The FastAPI application around a service."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, cast

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from http_api import operations
from http_api.openapi import About, completed
from http_api.service import Service
from kernel.errors import Outage, Refused
from kernel.http_edge import Edge
from kernel.problems import Problem, defect, not_json, unavailable

LOG = logging.getLogger(__name__)
Handler = Callable[[Request, Exception], Awaitable[Response]]
NAMED_ERRORS: Final = 5
"""Of a request that is not as described."""
RETRY_AFTER_S: Final = 2
"""A restart of PostgreSQL takes a few seconds."""


def application(service: Service, routers: Iterable[APIRouter], about: About, max_requests: int) -> Edge:
    """The application, which serves as long as the service's parts live. It opens and closes nothing itself."""
    app = FastAPI(title=about.title, version=about.version, description=about.text, redoc_url=None)
    app.state.service = service
    for router in (*routers, operations.router):
        app.include_router(router)
    for kind, handler in (
        (Problem, _problem),
        (RequestValidationError, _invalid),
        (Refused, _refused),
        (Outage, _outage),
        (HTTPException, _http),
        (Exception, _defect),
    ):
        app.add_exception_handler(kind, cast(Handler, handler))
    document = completed(app.openapi(), about)

    def described() -> dict[str, Any]:
        return document

    app.openapi = described  # type: ignore[method-assign]
    return Edge(app, max_requests, RETRY_AFTER_S)


async def _problem(_request: Request, problem: Problem) -> Response:
    return problem.response()


async def _invalid(_request: Request, error: RequestValidationError) -> Response:
    """What is not as described: names each place, and never repeats what was sent."""
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return not_json("It cannot be parsed.").response()
    places = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found[:NAMED_ERRORS]]
    return Problem(422, "bad-request", "The request is not as described.", "; ".join(places)).response()


async def _refused(_request: Request, refused: Refused) -> Response:
    return Problem(409, "refused", "This cannot be done.", str(refused)).response()


async def _outage(_request: Request, outage: Outage) -> Response:
    LOG.warning("%s", outage)
    return unavailable("The database does not answer.", RETRY_AFTER_S).response()


async def _defect(_request: Request, _error: Exception) -> Response:
    """What nobody foresaw; it is raised on, so that the edge logs it."""
    return defect().response()


async def _http(_request: Request, error: HTTPException) -> Response:
    """What the router itself refuses: an unknown path, another method."""
    kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "refused")
    return Problem(error.status_code, kind, str(error.detail), headers=error.headers).response()
