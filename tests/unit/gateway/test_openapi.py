"""The OpenAPI document describes the calls that there are, and every answer that they give."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ingest_gateway import examples, openapi
from ingest_gateway.routes import ROUTES
from kernel.clock import system_clock
from tests.unit.gateway.world import NOW, World, result, source

DOCUMENT = openapi.document()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_every_route_is_described_and_nothing_else() -> None:
    served = {(route.path, method.lower()) for route in ROUTES for method in route.methods or () if method != "HEAD"}
    described = {
        (path, method) for path, calls in DOCUMENT["paths"].items() for method in calls if method != "parameters"
    }
    assert served == described


async def test_it_is_served(world: World) -> None:
    assert (await world.request("GET", "/openapi.json")).json() == json.loads(json.dumps(DOCUMENT))
    assert (await world.request("GET", "/docs")).status_code == 200


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


def test_examples_fit_their_schemas() -> None:
    for item in examples.BODIES["batch"]["plays"]:
        validator("Play").validate(item)
    validator("ManualPlay").validate(examples.BODIES["manual"])
    validator("FeedPlay").validate(examples.BODIES["feed"]["plays"][0])
    validator("Answer").validate(examples.ANSWER)
    validator("BatchStatus").validate(examples.BATCH_STATUS)
    for status in openapi._PROBLEMS:
        validator("Problem").validate(examples.problem(status))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/plays", examples.BODIES["play"]),
        ("/api/v1/batch/plays", examples.BODIES["batch"]),
        ("/api/v1/plays/manual", examples.BODIES["manual"]),
        ("/api/v1/feeds/radio-1/plays", examples.BODIES["feed"]),
    ],
)
async def test_examples_are_accepted(world: World, path: str, body: dict[str, Any]) -> None:
    world.now = NOW.replace(month=3, day=2)
    answer = await world.request("POST", path, json=body)
    assert result(answer)["status"] == "accepted"
    validator("Answer").validate(answer.json())


async def test_the_example_of_csv_is_accepted(world: World) -> None:
    world.now = NOW.replace(month=3, day=2)
    answer = await world.post("/api/v1/feeds/radio-1/plays", examples.CSV, content_type="text/csv")
    assert result(answer)["status"] == "accepted"


METHODS = [(path, method) for path, calls in DOCUMENT["paths"].items() for method in calls if method != "parameters"]


@pytest.mark.parametrize(("path", "method"), METHODS)
def test_whatever_fits_the_document_is_answered_as_it_says(
    tmp_path: Path, path: str, method: str, record_property: Callable[[str, object], None]
) -> None:
    world = World(tmp_path)
    world.sources.put(source(plays_per_minute=10**9))
    world.now = system_clock()
    headers = world.headers()
    operation = schemathesis.openapi.from_asgi("/openapi.json", world.app)[path][method]

    examples = int(os.environ.get("GATEWAY_EXAMPLES", "25"))
    requests: list[Any] = []

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(operation.as_strategy())
    def answered(case: Any) -> None:
        requests.append(case.call_and_validate(headers=headers, checks=CHECKS))

    answered()
    record_property("requests", len(requests))
