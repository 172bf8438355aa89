"""The FastAPI application around a gateway."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from ingest_gateway import openapi
from ingest_gateway.edge import Edge
from ingest_gateway.gateway import Gateway
from ingest_gateway.problems import Problem
from ingest_gateway.routes import ROUTES

Handler = Callable[[Request, Exception], Awaitable[Response]]


def application(gateway: Gateway) -> FastAPI:
    """The application, which serves as long as the gateway's parts live. It opens and closes nothing itself."""
    app = FastAPI(title=openapi.TITLE, version=openapi.VERSION, redoc_url=None)
    app.state.gateway = gateway
    app.router.routes[:0] = ROUTES
    app.add_exception_handler(Problem, cast(Handler, _problem))
    app.add_exception_handler(HTTPException, cast(Handler, _http))
    names: dict[object, str] = {route.endpoint: route.path for route in ROUTES}
    app.add_middleware(Edge, max_requests=gateway.max_requests, names=names)
    document = openapi.document()

    def described() -> dict[str, Any]:
        return document

    app.openapi = described  # type: ignore[method-assign]
    return app


async def _problem(_request: Request, problem: Problem) -> Response:
    return problem.response()


async def _http(_request: Request, error: HTTPException) -> Response:
    """What the router itself refuses: an unknown path, another method."""
    kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "refused")
    return Problem(error.status_code, kind, str(error.detail), headers=error.headers).response()
