"""The gateway's part of the matrix: nobody, people of whatever role, and sources of every standing, on every route."""

import re
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from starlette.routing import Route

from identity.tokens import token_for_client, token_for_person
from ingest_gateway.routes import ROUTES
from kernel.tokens import OWN
from tests.unit.gateway.world import ORIGIN, World

OPERATIONS = ("/health/live", "/health/ready", "/metrics")
CALLERS: dict[str, tuple[int | None, Callable[[World], str | None]]] = {
    "nobody": (401, lambda _world: None),
    "a person": (401, lambda world: token_for_person(str(uuid4()), world.key)[0]),
    "a source": (None, lambda world: token_for_client("phone-1", world.key)[0]),
    "a source that may not report": (403, lambda world: token_for_client("phone-1", world.key, scope=OWN)[0]),
    "a suspended source": (403, lambda world: token_for_client("suspended", world.key)[0]),
    "a revoked source": (403, lambda world: token_for_client("revoked", world.key)[0]),
    "a source that is not registered": (403, lambda world: token_for_client("phone-9", world.key)[0]),
}
"""The refusal that each meets; None for whom it lets in. A person's token names no role: none of them reports plays."""


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
@pytest.mark.parametrize("who", CALLERS)
async def test_who_passes(world: World, route: Route, who: str) -> None:
    refused, token_of = CALLERS[who]
    token = token_of(world)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    method = next(iter(sorted(route.methods or ())))
    path = re.sub(r"\{station_id\}", "radio-1", re.sub(r"\{batch_id\}", str(uuid4()), route.path))
    transport = httpx.ASGITransport(world.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        answer = await client.request(method, path, headers=headers)
    if refused is None or route.path in OPERATIONS:
        assert answer.status_code not in (401, 403), answer.text
    else:
        assert answer.status_code == refused, answer.text
