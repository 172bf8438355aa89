"""The public keys of tokens, for whoever verifies them."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from http_api.guard import GuardedRoute, needs
from http_api.permissions import Permission
from http_api.problems import Problems
from http_api.shapes import Shape
from identity.service import Serving

router = APIRouter(route_class=GuardedRoute, tags=["keys"])

FRESH_SECONDS = 300
"""How long verifiers may keep the keys: a new one is published well before anything is signed with it."""


class KeySet(Shape):
    """A JWK set (RFC 7517) of Ed25519 keys (RFC 8037)."""

    keys: list[dict[str, Any]] = Field(description="Every key whose tokens may still be good, and the next one.")


@router.get(
    "/.well-known/jwks.json",
    summary="The public keys that tokens are verified with",
    openapi_extra=needs(Permission.PUBLIC),
    responses=Problems()(public=True),
)
async def jwks(service: Serving, response: Response) -> KeySet:
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return KeySet.model_validate_json(await asyncio.to_thread(service.jwks.read_bytes))
