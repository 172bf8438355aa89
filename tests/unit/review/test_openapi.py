"""The OpenAPI document: complete, with an example of every answer and every problem."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from review import reconciliation_shapes, shapes
from review.examples import EXAMPLES
from review.problems import problems
from tests.unit.review.world import app, request

DOCUMENT: dict[str, Any] = app().app.openapi()
CALLS = [(path, method, call) for path, calls in DOCUMENT["paths"].items() for method, call in calls.items()]
GUARDED = [each for each in CALLS if each[0].startswith("/api/")]

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
    assert {"401", "403", "422", "503"} <= statuses
    assert "Retry-After" in call["responses"]["503"]["headers"]
    if "{" in path:
        assert "404" in statuses
    if "requestBody" in call:
        assert {"400", "408", "413", "415"} <= statuses
        (name,) = call["requestBody"]["content"]
        assert name == "application/json"
        schema = call["requestBody"]["content"][name]["schema"]["$ref"].rpartition("/")[2]
        (shown,) = DOCUMENT["components"]["schemas"][schema]["examples"]
        validator(schema).validate(shown)
        getattr(shapes, schema).model_validate(shown)
    if method == "post":
        (key,) = [each for each in call["parameters"] if each["name"] == "Idempotency-Key"]
        assert key["required"]
    for status, answer in call["responses"].items():
        if status == "204":
            continue
        ((media, content),) = answer["content"].items()
        assert media == ("application/json" if status.startswith("2") else "application/problem+json")
        assert content["examples"], f"{status} has no example"


def test_examples_fit_their_shapes() -> None:
    for name, shown in EXAMPLES.items():
        validator(name).validate(shown)
        for module in (shapes, reconciliation_shapes):
            if hasattr(module, name):
                getattr(module, name).model_validate(shown)
    for status in problems.meanings:
        validator("Problem").validate(problems.example(status))


def test_every_schema_is_referred_to() -> None:
    text = str(DOCUMENT)
    assert not [name for name in DOCUMENT["components"]["schemas"] if f"schemas/{name}'" not in text]
