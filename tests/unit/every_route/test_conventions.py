"""What every call of every service has: a description that is complete, and what makes repeating and editing safe."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

import catalogue.openapi
import identity.openapi
import ingest_gateway.openapi
import review.openapi
from http_api import operations
from http_api.openapi import About, completed
from tests.unit.every_route.test_every_route import routers


def document(package: str, about: About) -> dict[str, Any]:
    """What the service says of itself."""
    app = FastAPI()
    for router in (*routers(package), operations.router):
        app.include_router(router)
    return completed(app.openapi(), about)


DOCUMENTS: dict[str, dict[str, Any]] = {
    "review": document("review", review.openapi.ABOUT),
    "identity": document("identity", identity.openapi.ABOUT),
    "catalogue": document("catalogue", catalogue.openapi.ABOUT),
    "gateway": ingest_gateway.openapi.document(),
}
CALLS = [
    (service, method, path, call)
    for service, document in DOCUMENTS.items()
    for path, calls in document["paths"].items()
    for method, call in calls.items()
    if method != "parameters"
]
NOT_MADE_TWICE = {
    "POST /api/v1/devices": "the same code and key get the same device",
    "POST /api/v1/registrations/{registration_id}/confirm": "the code is good once",
    "POST /api/v1/invitations/{invitation_id}/accept": "the code is good once",
    "POST /api/v1/plays": "each play has its event_id",
    "POST /api/v1/batch/plays": "each play has its event_id",
    "POST /api/v1/plays/manual": "each play has its event_id",
    "POST /api/v1/feeds/{station_id}/plays": "each play has its event_id",
}
"""Calls that make something, need no Idempotency-Key, and why."""
NOT_EDITED = {"PUT /api/v1/devices/{device_id}/key": "the present key signs for the next one"}
"""Changes that need no If-Match, and why."""

REFERRED = re.compile(r"#/components/schemas/(\w+)")
each_call = pytest.mark.parametrize(
    ("service", "method", "path", "call"), CALLS, ids=lambda each: each if isinstance(each, str) else ""
)


def headers(call: dict[str, Any]) -> set[str]:
    """The headers that a call names."""
    return {each["name"].lower() for each in call.get("parameters", ()) if each["in"] == "header"}


@each_call
def test_what_makes_something_is_repeated_safely(service: str, method: str, path: str, call: dict[str, Any]) -> None:
    makes = method == "post" and bool({"201", "202"} & set(call["responses"]))
    assert not makes or ("idempotency-key" in headers(call)) is (f"POST {path}" not in NOT_MADE_TWICE), service


@each_call
def test_what_is_edited_was_read(service: str, method: str, path: str, call: dict[str, Any]) -> None:
    if method in ("put", "patch") and f"{method.upper()} {path}" not in NOT_EDITED:
        assert "if-match" in headers(call), service
        assert {"412", "428"} <= set(call["responses"])
        read = (
            DOCUMENTS[service]["paths"][path].get("get") or DOCUMENTS[service]["paths"][path.rpartition("/")[0]]["get"]
        )
        assert "ETag" in read["responses"]["200"]["headers"]


@each_call
def test_every_body_and_answer_has_an_example_that_fits(
    service: str, method: str, path: str, call: dict[str, Any]
) -> None:
    assert call["summary"], f"{method} {path}"
    if not path.startswith(("/api/", "/oauth/")):
        return
    components = DOCUMENTS[service]["components"]
    for name, content in contents(call):
        schema = content["schema"]
        referred = components["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
        shown = [each["value"] for each in content.get("examples", {}).values()] or referred.get("examples", [])
        assert shown, f"{method} {path}: {name} has no example"
        for each in shown:
            Draft202012Validator(schema | {"components": components}).validate(each)


@each_call
def test_nothing_is_set_that_is_not_described(service: str, method: str, path: str, call: dict[str, Any]) -> None:
    """Mass assignment. The gateway passes over what it does not know, and counts it."""
    schema = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if schema is None or service == "gateway":
        return
    schemas = DOCUMENTS[service]["components"]["schemas"]
    looked_at, waiting = set[str](), {schema["$ref"].rpartition("/")[2]}
    while waiting:
        name = waiting.pop()
        looked_at.add(name)
        if "properties" in schemas[name]:
            assert schemas[name]["additionalProperties"] is False, f"{method} {path}: {name}"
        waiting |= set(REFERRED.findall(str(schemas[name]))) - looked_at


@each_call
def test_every_refusal_is_described(service: str, method: str, path: str, call: dict[str, Any]) -> None:
    if not path.startswith(("/api/", "/oauth")):
        return
    statuses = set(call["responses"])
    if call.get("security") != []:
        assert {"401", "403"} <= statuses
    if "requestBody" in call:
        assert {"400", "408", "413", "415"} <= statuses
    assert "503" in statuses, f"{method} {path} of {service}"
    for status, answer in call["responses"].items():
        if status >= "400" and not path.startswith("/oauth"):
            assert set(answer["content"]) == {"application/problem+json"}, status


def contents(call: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each JSON that a call takes or answers with: where it is, and how it is described."""
    for name, each in ({"body": call.get("requestBody", {})} | call["responses"]).items():
        for media, content in each.get("content", {}).items():
            if "json" in media:
                yield name, content
