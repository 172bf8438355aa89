"""Every route, every role, and nobody: who passes and who does not."""

import re
from typing import Any
from uuid import uuid4

import pytest

from catalogue.routers import ROUTERS
from http_api.guard import GuardedRoute
from http_api.permissions import Role
from tests.unit.catalogue.test_openapi import DOCUMENT
from tests.unit.catalogue.world import request

A, R, N, T = Role.ADMIN, Role.REVIEWER, Role.ANALYST, Role.ARTIST
D, V, S, P = Role.DJ, Role.VENUE_MANAGER, Role.STATION_OPERATOR, Role.SOURCE
KEEPERS, LOOKERS = {A}, {A, R, N}
ALLOWED = {
    "GET /artists": {A, R, N, T, D, V, S, P},
    "POST /artists": KEEPERS,
    "GET /artists/{artist_id}": {A, R, N, T, D, V, S, P},
    "PUT /artists/{artist_id}": KEEPERS,
    "POST /artists/{artist_id}/claims": {T},
    "GET /artist-claims": {A, T},
    "POST /artist-claims/{claim_id}/verify": KEEPERS,
    "POST /artist-claims/{claim_id}/decline": KEEPERS,
    "POST /artist-claims/{claim_id}/withdraw": {T},
    "POST /artists/{artist_id}/merge": KEEPERS,
    "GET /artist-merges": KEEPERS,
    "POST /artist-merges/{merge_id}/undo": KEEPERS,
    "GET /artists/{artist_id}/figures": {*LOOKERS, T},
    "GET /songs": {A, R, N, T, D, V, S, P},
    "POST /songs": {A, T},
    "GET /songs/{song_id}": {A, R, N, T, D, V, S, P},
    "PUT /songs/{song_id}": {A, T},
    "DELETE /songs/{song_id}": KEEPERS,
    "GET /works": {A, R, N, T, D, V, S, P},
    "POST /works": KEEPERS,
    "GET /works/{work_id}": {A, R, N, T, D, V, S, P},
    "PUT /works/{work_id}": KEEPERS,
    "GET /rights-holders": {*LOOKERS, T},
    "POST /rights-holders": KEEPERS,
    "GET /rights-holders/{holder_id}": {*LOOKERS, T},
    "PUT /rights-holders/{holder_id}": KEEPERS,
    "GET /rights/{kind}/{subject_id}": {*LOOKERS, T},
    "GET /rights/{kind}/{subject_id}/history": {*LOOKERS, T},
    "PUT /rights/{kind}/{subject_id}/{right_type}": KEEPERS,
    "POST /disputes": {T},
    "GET /disputes": {*LOOKERS, T},
    "POST /disputes/{dispute_id}/settle": KEEPERS,
    "POST /disputes/{dispute_id}/withdraw": {T},
    "POST /uploads": {A, T},
    "GET /uploads": {A, T},
    "GET /uploads/{upload_id}": {A, T},
    "POST /imports": KEEPERS,
    "GET /imports/{import_id}": KEEPERS,
    "GET /imports/{import_id}/errors": KEEPERS,
    "GET /exports/songs.csv": LOOKERS,
    "GET /places": {A, R, N, T, D, V, S, P},
    "GET /venues": {*LOOKERS, V},
    "POST /venues": KEEPERS,
    "GET /venues/{venue_id}": {*LOOKERS, V},
    "PUT /venues/{venue_id}": {A, V},
    "GET /venues/{venue_id}/speakers": {*LOOKERS, V},
    "GET /stations": {*LOOKERS, S},
    "POST /stations": KEEPERS,
    "GET /stations/{station_id}": {*LOOKERS, S},
    "PUT /stations/{station_id}": {A, S},
    "GET /stations/{station_id}/speakers": {*LOOKERS, S},
}
PREFIX = "/api/v1/catalogue"


def routes() -> list[GuardedRoute]:
    found = [route for router in ROUTERS for route in router.routes]
    assert all(isinstance(route, GuardedRoute) for route in found)
    return [route for route in found if isinstance(route, GuardedRoute)]


def test_every_route_is_in_the_table() -> None:
    assert {
        f"{method} {route.path.removeprefix(PREFIX)}" for route in routes() for method in route.methods or ()
    } == set(ALLOWED)


def asked(call: str) -> tuple[str, str, Any]:
    """A request that whoever may pass gets to the database with."""
    method, _, template = call.partition(" ")
    path = template.replace("{kind}", "song").replace("{right_type}", "performance")
    path = PREFIX + re.sub(r"{\w+}", str(uuid4()), path)
    query = "?first=2026-01-01&last=2026-01-02" if path.endswith("figures") else ""
    body = DOCUMENT["paths"][PREFIX + template][method.lower()].get("requestBody", {}).get("content", {})
    schema = body.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return method, path + query, DOCUMENT["components"]["schemas"][schema]["examples"][0] if schema else None


@pytest.mark.parametrize("call", list(ALLOWED))
async def test_every_role_on_every_route(call: str) -> None:
    method, path, said = asked(call)
    for role in (*Role, None):
        answer = await request(method, path, role, json=said)
        if role is None:
            assert answer.status_code == 401
        elif role not in ALLOWED[call]:
            assert answer.status_code == 403, (role, answer.text)
        else:
            assert answer.status_code in {200, 400, 415, 503}, (role, answer.text)
