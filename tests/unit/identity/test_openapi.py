"""The OpenAPI document of people's calls: an example of every answer and every body, which fits its shape."""

from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from http_api import operations
from http_api.openapi import completed
from identity.accounts import shapes as accounts
from identity.clients import shapes as clients
from identity.openapi import ABOUT
from identity.privacy import shapes as privacy
from identity.routers import ROUTERS
from identity.routes import clients as client_routes
from identity.sessions import shapes as sessions

MODULES: tuple[Any, ...] = (accounts, sessions, clients, client_routes, privacy)


def document() -> dict[str, Any]:
    app = FastAPI()
    for router in (*ROUTERS, operations.router):
        app.include_router(router)
    return completed(app.openapi(), ABOUT)


DOCUMENT = document()
OURS = ("sign-in", "refresh", "sign-out", "registrations", "password-resets", "invitations", "/me", "/people", "/audit",
        "service-accounts", "/oauth")  # fmt: skip
CALLS = [
    (path, method, call)
    for path, calls in DOCUMENT["paths"].items()
    for method, call in calls.items()
    if path.startswith(("/api/", "/oauth")) and any(each in path for each in OURS)
]


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


@pytest.mark.parametrize(("path", "method", "call"), CALLS, ids=lambda each: each if isinstance(each, str) else "")
def test_every_call_says_what_it_takes_and_answers_with(path: str, method: str, call: dict[str, Any]) -> None:
    assert call["summary"]
    statuses = set(call["responses"])
    assert "503" in statuses
    assert call["security"] == [] or {"401", "403"} <= statuses
    content = call.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        assert {"400", "408", "413", "415", "422"} <= statuses, path
        schema = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
        (shown,) = DOCUMENT["components"]["schemas"][schema]["examples"]
        validator(schema).validate(shown)
        next(getattr(module, schema) for module in MODULES if hasattr(module, schema)).model_validate(shown)
        assert DOCUMENT["components"]["schemas"][schema]["additionalProperties"] is False, "mass assignment"
    for status, answer in call["responses"].items():
        if status == "204" or path.startswith("/oauth"):
            continue
        ((media, found),) = answer["content"].items()
        if media == "application/zip":
            continue
        assert media == ("application/json" if status.startswith("2") else "application/problem+json")
        assert found["examples"], f"{method} {path} {status} has no example"


def test_examples_fit_their_shapes() -> None:
    for name, shown in ABOUT.examples.items():
        if name in DOCUMENT["components"]["schemas"]:
            validator(name).validate(shown)
