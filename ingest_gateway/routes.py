"""The calls of api.md, each thin over the gateway.

They are plain routes: bodies are bounded, unpacked and decoded by our own code, so FastAPI's way of calling a function,
with its parameters and models, would do nothing for them and cost a third of a single play's time.
"""

from typing import Final, cast

import msgspec
from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.routing import Route

from ingest_gateway import uploads
from ingest_gateway.answers import Answer
from ingest_gateway.gateway import Gateway
from ingest_gateway.intake import RETRY_AFTER_S


def gateway(request: Request) -> Gateway:
    """The running gateway, which the composition root put into the application's state."""
    return cast(Gateway, request.app.state.gateway)


_BATCH = uploads.as_json(uploads.batch)
_SINGLE = uploads.as_json(uploads.single)
_MANUAL = uploads.as_json(uploads.manual)


async def batch_plays(request: Request) -> Response:
    return _answered(*await gateway(request).upload(request, _BATCH))


async def plays(request: Request) -> Response:
    return _answered(*await gateway(request).upload(request, _SINGLE))


async def manual_plays(request: Request) -> Response:
    return _answered(*await gateway(request).upload(request, _MANUAL))


async def feed_plays(request: Request) -> Response:
    station_id: str = request.path_params["station_id"]
    return _answered(*await gateway(request).upload(request, uploads.as_feed(station_id), station_id))


async def batch(request: Request) -> Response:
    found, headers = await gateway(request).batch(request, request.path_params["batch_id"])
    return _json(found, headers)


async def live(_request: Request) -> Response:
    """The loop turns, or nobody would answer."""
    return _json({"live": True})


async def ready(request: Request) -> Response:
    waits_for = gateway(request).waits_for()
    return _json({"ready": waits_for is None, "waits_for": waits_for}, status=200 if waits_for is None else 503)


async def metrics(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _answered(made: Answer, headers: dict[str, str]) -> Response:
    if made.summary.retry:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return _json(made, headers)


def _json(what: object, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    return Response(msgspec.json.encode(what), status, headers, "application/json")


ROUTES: Final = (
    Route("/api/v1/plays", plays, methods=["POST"]),
    Route("/api/v1/batch/plays", batch_plays, methods=["POST"]),
    Route("/api/v1/plays/manual", manual_plays, methods=["POST"]),
    Route("/api/v1/feeds/{station_id}/plays", feed_plays, methods=["POST"]),
    Route("/api/v1/batches/{batch_id}", batch, methods=["GET"]),
    Route("/health/live", live, methods=["GET"]),
    Route("/health/ready", ready, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
)
