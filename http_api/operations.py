"""Health and metrics, for operations."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse

from http_api.guard import GuardedRoute, needs, service_of
from http_api.permissions import Permission

router = APIRouter(route_class=GuardedRoute, tags=["operations"])
PUBLIC = needs(Permission.PUBLIC)


class Live(BaseModel):
    live: bool


class Ready(BaseModel):
    ready: bool
    waits_for: str | None


@router.get("/health/live", summary="Whether the process lives", openapi_extra=PUBLIC)
async def live() -> Live:
    """The loop turns, or nobody would answer."""
    return Live(live=True)


@router.get(
    "/health/ready",
    summary="Whether it can do its work",
    openapi_extra=PUBLIC,
    responses={503: {"model": Ready, "description": "It waits for something."}},
)
async def ready(request: Request, response: Response) -> Ready:
    waits_for = service_of(request).waits_for()
    response.status_code = 200 if waits_for is None else 503
    return Ready(ready=waits_for is None, waits_for=waits_for)


@router.get("/metrics", summary="Prometheus metrics", openapi_extra=PUBLIC, response_class=PlainTextResponse)
def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
