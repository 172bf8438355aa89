"""The calls of api.md, each thin over the gateway."""

from typing import Annotated, cast

import msgspec
from fastapi import APIRouter, Path, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ingest_gateway import uploads
from ingest_gateway.answers import Answer
from ingest_gateway.gateway import Gateway
from ingest_gateway.intake import RETRY_AFTER_S
from ingest_gateway.rates import Allowance

router = APIRouter()


def gateway(request: Request) -> Gateway:
    """The running gateway, which the composition root put into the application's state."""
    return cast(Gateway, request.app.state.gateway)


_BATCH = uploads.as_json(uploads.batch)
_SINGLE = uploads.as_json(uploads.single)
_MANUAL = uploads.as_json(uploads.manual)


@router.post("/api/v1/batch/plays", response_model=None)
async def batch_plays(request: Request) -> Response:
    return _answered(*await gateway(request).upload(request, _BATCH))


@router.post("/api/v1/plays", response_model=None)
async def plays(request: Request) -> Response:
    return _answered(*await gateway(request).upload(request, _SINGLE))


@router.post("/api/v1/plays/manual", response_model=None)
async def manual_plays(request: Request) -> Response:
    return _answered(*await gateway(request).upload(request, _MANUAL))


@router.post("/api/v1/feeds/{station_id}/plays", response_model=None)
async def feed_plays(request: Request, station_id: Annotated[str, Path()]) -> Response:
    return _answered(*await gateway(request).upload(request, uploads.as_feed(station_id), station_id))


@router.get("/api/v1/batches/{batch_id}", response_model=None)
async def batch(request: Request, batch_id: Annotated[str, Path()]) -> Response:
    found, allowance = await gateway(request).batch(request, batch_id)
    return _json(found, allowance.headers())


@router.get("/health/live", response_model=None)
async def live() -> Response:
    """The loop turns, or nobody would answer."""
    return _json({"live": True})


@router.get("/health/ready", response_model=None)
async def ready(request: Request) -> Response:
    waits_for = gateway(request).waits_for()
    return _json({"ready": waits_for is None, "waits_for": waits_for}, status=200 if waits_for is None else 503)


@router.get("/metrics", response_model=None)
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _answered(made: Answer, allowance: Allowance) -> Response:
    headers = allowance.headers()
    if made.summary.retry:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return _json(made, headers)


def _json(what: object, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    return Response(msgspec.json.encode(what), status, headers, "application/json")
