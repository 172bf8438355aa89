"""The FastAPI application around a gateway."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from ingest_gateway import openapi
from ingest_gateway.edge import GatewayEdge
from ingest_gateway.gateway import Gateway
from ingest_gateway.routes import ROUTES
from kernel.problems import Problem, defect

Handler = Callable[[Request, Exception], Awaitable[Response]]


def application(gateway: Gateway) -> GatewayEdge:
    """The application, which serves as long as the gateway's parts live. It opens and closes nothing itself."""
    app = FastAPI(title=openapi.TITLE, version=openapi.VERSION, redoc_url=None)
    app.state.gateway = gateway
    app.router.routes[:0] = ROUTES
    app.add_exception_handler(Problem, cast(Handler, _problem))
    app.add_exception_handler(HTTPException, cast(Handler, _http))
    app.add_exception_handler(Exception, cast(Handler, _defect))
    document = openapi.document()

    def described() -> dict[str, Any]:
        return document

    app.openapi = described  # type: ignore[method-assign]
    names: dict[object, str] = {route.endpoint: route.path for route in ROUTES}
    posts = {
        route.path: route.endpoint for route in ROUTES if "POST" in (route.methods or ()) and "{" not in route.path
    }
    return GatewayEdge(app, gateway.max_requests, names, posts)


async def _problem(_request: Request, problem: Problem) -> Response:
    return problem.response()


async def _defect(_request: Request, _error: Exception) -> Response:
    """What nobody foresaw; it is raised on, so that the edge logs it."""
    return defect().response()


async def _http(_request: Request, error: HTTPException) -> Response:
    """What the router itself refuses: an unknown path, another method."""
    kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "refused")
    return Problem(error.status_code, kind, str(error.detail), headers=error.headers).response()
