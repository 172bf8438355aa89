"""The OpenAPI document: complete, with an example of every body, answer and problem."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from catalogue.examples import EXAMPLES
from catalogue.problems import problems
from tests.unit.catalogue.world import app, request

DOCUMENT: dict[str, Any] = app().app.openapi()
CALLS = [(path, method, call) for path, calls in DOCUMENT["paths"].items() for method, call in calls.items()]
GUARDED = [each for each in CALLS if each[0].startswith("/api/")]
FILES = {"/api/v1/catalogue/uploads", "/api/v1/catalogue/imports"}

each_call = pytest.mark.parametrize(
    ("path", "method", "call"), GUARDED, ids=lambda each: each if isinstance(each, str) else ""
)


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


async def test_it_is_served() -> None:
    assert (await request("GET", "/openapi.json")).json() == DOCUMENT
    assert (await request("GET", "/docs")).status_code == 200


@each_call
def test_every_call_says_what_it_answers_with(path: str, method: str, call: dict[str, Any]) -> None:
    assert call["security"][0] == {"token": []}
    assert ({"device": []} in call["security"]) is ("source" in call["description"])
    assert call["summary"]
    assert call["description"].startswith("For: ")
    statuses = set(call["responses"])
    assert {"401", "403", "503"} <= statuses
    if "{" in path:
        assert {"404", "422"} <= statuses
    if "requestBody" in call:
        assert {"400", "408", "413", "415"} <= statuses
    if "requestBody" in call and path not in FILES:
        (name,) = call["requestBody"]["content"]
        schema = call["requestBody"]["content"][name]["schema"]["$ref"].rpartition("/")[2]
        (shown,) = DOCUMENT["components"]["schemas"][schema]["examples"]
        validator(schema).validate(shown)
    headers = {each["name"].lower() for each in call.get("parameters", ()) if each["in"] == "header"}
    assert ("idempotency-key" in headers) == (method == "post")
    assert ("if-match" in headers) == (method in ("put", "delete"))
    assert ({"412", "428"} <= statuses) == (method in ("put", "delete"))
    for status, answer in call["responses"].items():
        if status in ("204", "307"):
            continue
        ((media, content),) = answer["content"].items()
        if media != "text/csv":
            assert media == ("application/json" if status.startswith("2") else "application/problem+json")
            assert content["examples"], f"{status} has no example"


def test_examples_fit_their_shapes() -> None:
    for name, shown in EXAMPLES.items():
        validator(name).validate(shown)
    for status in problems.meanings:
        validator("Problem").validate(problems.example(status))


def test_every_schema_is_referred_to() -> None:
    text = str(DOCUMENT)
    assert not [name for name in DOCUMENT["components"]["schemas"] if f"schemas/{name}'" not in text]
