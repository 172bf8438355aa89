"""The matrix: every role, and nobody, on every route of every service."""

import importlib
import itertools
import json
import pkgutil
import re
from contextlib import suppress
from functools import cache
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from fastapi import APIRouter, Request
from starlette.types import Message

import catalogue
import identity
import review
from http_api import operations
from http_api.app import application
from http_api.callers import Asking, Caller
from http_api.database import Database
from http_api.guard import GuardedRoute
from http_api.openapi import About
from http_api.permissions import PERMISSIONS, Permission, Role
from http_api.service import Service
from kernel.clock import system_clock
from kernel.errors import DatabaseAway
from kernel.http_edge import Edge
from kernel.problems import unauthorised

PACKAGES: dict[str, ModuleType] = {"review": review, "identity": identity, "catalogue": catalogue}
PATH_VARIABLE = re.compile(r"\{[^}]*\}")


class Nothing(Service):
    """A service without any part: whoever gets past the guard finds the database away."""

    def __getattr__(self, name: str) -> Any:
        raise DatabaseAway(f"there is no {name}")


class CallersByRole:
    """Takes the token for the role."""

    ready = True

    async def of(self, request: Request) -> Asking:
        authorization = request.headers.get("authorization")
        if not authorization:
            raise unauthorised("Send a token.")
        role = Role(authorization.removeprefix("Bearer "))
        return Asking(Caller("phone-1" if role is Role.SOURCE else str(uuid4()), role, role.value))


@cache
def routers(package: str) -> tuple[APIRouter, ...]:
    """Every router that a module of the package makes."""
    found: dict[int, APIRouter] = {}
    here = PACKAGES[package]
    for each in pkgutil.walk_packages(here.__path__, f"{package}."):
        if each.name.rpartition(".")[2] == "main":
            continue
        for value in vars(importlib.import_module(each.name)).values():
            if isinstance(value, APIRouter) and value is not operations.router:
                found[id(value)] = value
    return tuple(found.values())


@cache
def app(package: str) -> Edge:
    service = Nothing(
        database=Database("", 1),
        callers=CallersByRole(),  # type: ignore[arg-type]
        clock=system_clock,
        body_bytes=1000,
        body_seconds=1,
    )
    return application(service, routers(package), About(package, "1", "", "", {}), 1000)


def routes() -> list[tuple[str, str, GuardedRoute]]:
    return [
        (package, method, route)
        for package in PACKAGES
        for router in (*routers(package), operations.router)
        for route in router.routes
        if isinstance(route, GuardedRoute)
        for method in sorted(route.methods or ())
    ]


ROUTES = routes()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_route_is_guarded(package: str) -> None:
    assert all(isinstance(route, GuardedRoute) for router in routers(package) for route in router.routes)
    assert any(router.routes for router in routers(package))


def test_every_permission_opens_something_and_every_role_has_a_line() -> None:
    assert set(PERMISSIONS) == set(Role)
    used = {permission for _, _, route in ROUTES for permission in route.permissions}
    assert used == set(Permission)


def test_admins_alone_keep_people_clients_and_the_log() -> None:
    for permission in (Permission.MANAGE_PEOPLE, Permission.MANAGE_CLIENTS, Permission.READ_AUDIT):
        assert [role for role, may in PERMISSIONS.items() if permission in may] == [Role.ADMIN]
    assert not PERMISSIONS[Role.SOURCE] & {Permission.OWN_ACCOUNT}


@pytest.mark.parametrize(
    ("package", "method", "route", "role"),
    [(*each, role) for each, role in itertools.product(ROUTES, [*Role, None])],
    ids=lambda each: each.path if isinstance(each, GuardedRoute) else str(each),
)
async def test_who_passes(package: str, method: str, route: GuardedRoute, role: Role | None) -> None:
    path = PATH_VARIABLE.sub(str(uuid4()), route.path)
    status, headers, body = await answer(package, method, path, role)
    if Permission.PUBLIC in route.permissions:
        return
    if role is None:
        assert (status, headers["www-authenticate"][:6]) == (401, "Bearer")
    elif PERMISSIONS[role] & set(route.permissions):
        assert status not in (401, 403), body
    else:
        assert (status, json.loads(body)["type"]) == (403, "urn:injyana:problem:forbidden")


async def answer(package: str, method: str, path: str, role: Role | None) -> tuple[int, dict[str, str], bytes]:
    """The beginning of the answer, whatever becomes of its rest: status, headers, and first part of the body."""
    sent: list[Message] = []
    headers = {"content-type": "application/json", "idempotency-key": "key", "host": "here"}
    if role is not None:
        headers["authorization"] = f"Bearer {role.value}"

    coming: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": b"{", "more_body": False}]

    async def receive() -> Message:
        return coming.pop() if len(coming) > 1 else coming[0]

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
             "query_string": b"", "root_path": "", "scheme": "http", "headers": raw, "server": ("here", 80),
             "client": ("192.0.2.7", 1)}  # fmt: skip
    with suppress(Exception):
        await app(package)(scope, receive, send)
    start, *parts = sent
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, parts[0]["body"] if parts else b""
