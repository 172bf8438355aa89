"""Every route, every role, and nobody: who passes and who does not."""

import itertools
import json
from uuid import uuid4

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from http_api import operations
from http_api.guard import GuardedRoute
from http_api.permissions import PERMISSIONS, Permission, Role
from kernel.errors import Misconfigured
from review.cases import SEPARATOR, Case, Kind
from review.routes import ROUTERS
from tests.unit.review.world import app, problem, request

REVIEWERS = {Role.ADMIN, Role.REVIEWER}
READERS = REVIEWERS | {Role.ANALYST}
OWNERS = {Role.ARTIST, Role.SOURCE}
ANYBODY = {*Role, None}
DECISION = {"version": "0" * 32, "verdict": "accepted", "reason": "Honest."}

ALLOWED: dict[tuple[str, str], tuple[object, object]] = {
    ("GET", "/api/v1/review/cases"): (READERS, None),
    ("GET", "/api/v1/review/cases/{case_id}"): (READERS, None),
    ("POST", "/api/v1/review/cases/{case_id}/claim"): (REVIEWERS, None),
    ("DELETE", "/api/v1/review/cases/{case_id}/claim"): (REVIEWERS, None),
    ("POST", "/api/v1/review/cases/{case_id}/decisions"): (REVIEWERS, DECISION),
    ("GET", "/api/v1/review/clusters"): (READERS, None),
    ("POST", "/api/v1/review/clusters/decisions"): (REVIEWERS, DECISION | {"kind": "source", "id": "phone-1"}),
    ("GET", "/api/v1/review/decisions"): (READERS, None),
    ("GET", "/api/v1/review/decisions/{decision_id}"): (READERS, None),
    ("POST", "/api/v1/review/decisions/{decision_id}/confirm"): (REVIEWERS, {"reason": "Yes."}),
    ("POST", "/api/v1/review/decisions/{decision_id}/decline"): (REVIEWERS, {"reason": "No."}),
    ("GET", "/api/v1/review/plays/{event_id}/history"): (READERS | OWNERS, None),
    ("GET", "/api/v1/appeals/plays"): (OWNERS, None),
    ("POST", "/api/v1/appeals"): (OWNERS, {"event_ids": [str(uuid4())], "words": "It was me."}),
    ("GET", "/api/v1/appeals"): (REVIEWERS | OWNERS, None),
    ("GET", "/api/v1/appeals/{appeal_id}"): (REVIEWERS | OWNERS, None),
    ("GET", "/api/v1/reconciliation"): (READERS | {Role.SOURCE}, None),
    ("GET", "/health/live"): (ANYBODY, None),
    ("GET", "/health/ready"): (ANYBODY, None),
    ("GET", "/metrics"): (ANYBODY, None),
}
OF_FASTAPI = {"/openapi.json", "/docs", "/docs/oauth2-redirect"}


def path_of(path: str) -> str:
    case = Case(Kind.SOURCE, f"phone-1{SEPARATOR}artist-1").id
    query = "?kind=source&id=phone-1" if path.endswith("clusters") else ""
    return path.format(case_id=case, **dict.fromkeys(("decision_id", "event_id", "appeal_id"), str(uuid4()))) + query


def routes() -> list[GuardedRoute]:
    found = [route for router in (*ROUTERS, operations.router) for route in router.routes]
    assert all(isinstance(route, GuardedRoute) for route in found)
    return [route for route in found if isinstance(route, GuardedRoute)]


def test_the_table_knows_every_route() -> None:
    declared = {(method, route.path): set(route.permissions) for route in routes() for method in route.methods or ()}
    assert set(declared) == set(ALLOWED)
    for (method, path), permissions in declared.items():
        roles = {role for role, may in PERMISSIONS.items() if may & permissions}
        expected = ALLOWED[method, path][0]
        assert expected == (ANYBODY if Permission.PUBLIC in permissions else roles)


def test_nothing_is_served_past_the_guard() -> None:
    plain = {getattr(route, "path", None) for route in app().app.routes}
    assert plain == OF_FASTAPI | {None}, "None are the routers of this package"


def test_every_role_has_its_line() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_a_route_that_declares_nothing_is_an_error() -> None:
    router = APIRouter(route_class=GuardedRoute)
    with pytest.raises(Misconfigured, match="declares no permission"):
        router.add_api_route("/x", lambda: None)
    assert issubclass(GuardedRoute, APIRoute)


@pytest.mark.parametrize(("call", "role"), [*itertools.product(ALLOWED, [*Role, None])], ids=str)
async def test_who_passes(call: tuple[str, str], role: Role | None) -> None:
    method, path = call
    allowed, body = ALLOWED[call]
    answer = await request(method, path_of(path), role, content=None if body is None else json.dumps(body))
    if allowed == ANYBODY:
        assert answer.status_code in (200, 503)
        assert answer.headers["content-type"] != "application/problem+json"
    elif role is None:
        problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")
    elif isinstance(allowed, set) and role in allowed:
        assert problem(answer, 503)["detail"] == "The database does not answer."
        assert int(answer.headers["retry-after"]) > 0
    else:
        assert problem(answer, 403)["type"].endswith("forbidden")
