"""Whatever fits the description is answered as it says; and a database that goes away is 503."""

import os
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import schemathesis
from hypothesis import HealthCheck, given, settings
from psycopg import sql
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from client.keys import Key
from client.signing import proof
from injyana.local.settings import LocalSettings
from tests.integration.identity_people.office import Office
from tests.waiting import wait_until

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def proven(url: str, case: Any) -> dict[str, str]:
    """A proof of a new device's key, where the call wants one."""
    wanted = any(each["name"] == "DPoP" for each in case.operation.definition.raw.get("parameters", ()))
    return {"DPoP": proof(Key.ed25519(), case.method, url + case.formatted_path)} if wanted else {}


def test_whatever_fits_the_description_is_answered_as_it_says(
    office: Office, record_property: Callable[[str, object], None]
) -> None:
    """As an admin, a person and nobody, on every call; with a proof of a key where devices send one."""
    admin, person = office.staff("aline@example.rw"), office.signed_in()
    url = str(office.client.base_url)
    document = httpx.get(f"{url}/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=url)
    seen: dict[int, int] = {}
    callers = [admin.headers(), person.headers(), {}]
    for path, calls in document["paths"].items():
        for method in calls:
            operation = schema[path][method]

            @settings(
                max_examples=int(os.environ.get("IDENTITY_EXAMPLES", "5")),
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy())
            def answered(case: Any) -> None:
                for headers in callers:
                    answer = case.call(headers=headers | proven(url, case))
                    seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
                    case.validate_response(answer, checks=CHECKS)

            answered()
    record_property("requests", sum(seen.values()))
    assert seen.get(200)
    assert not [status for status in seen if status >= 500], seen


def test_a_database_that_goes_away_is_503_and_comes_back(office: Office, stack: LocalSettings) -> None:
    person = office.signed_in()
    name = office.database.rpartition("/")[2]
    limit = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(stack.database_of("postgres"), autocommit=True) as server:
        server.execute(limit.format(sql.Identifier(name), sql.Literal(False)))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        for answer in (
            person.call("GET", "/api/v1/me"),
            office.call("POST", "/api/v1/sign-in", {"login": person.login, "password": "x"}),
        ):
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
            assert int(answer.headers["retry-after"]) > 0
        server.execute(limit.format(sql.Identifier(name), sql.Literal(True)))
    wait_until(lambda: person.call("GET", "/api/v1/me").status_code == 200, 30, "the service answers again")
