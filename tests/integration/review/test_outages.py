"""PostgreSQL away, and back; figures; and whatever fits the description is answered as it says."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from psycopg import sql
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from injyana.local.settings import LocalSettings
from kernel import metrics
from kernel.errors import Misconfigured
from kernel.events.plays import Verdict
from kernel.events.sources import SourceType
from review.database import Desk as Store
from review.database import rows
from review.main import now_and_then
from tests.integration.review.desk import CASES, Desk, desk
from tests.waiting import wait_until

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_a_database_that_goes_away_is_503_and_comes_back(desk: Desk, stack: LocalSettings) -> None:
    aline = desk.person("Aline")
    assert aline.queue() == []
    name = desk.database.rpartition("/")[2]
    with psycopg.connect(stack.database_of("postgres"), autocommit=True) as server:
        limit = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        server.execute(limit.format(sql.Identifier(name), sql.Literal(False)))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        answer = desk.client.get(CASES, headers=aline.headers())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.headers["content-type"] == "application/problem+json"
        server.execute(limit.format(sql.Identifier(name), sql.Literal(True)))

    def back() -> bool:
        return desk.client.get(CASES, headers=aline.headers()).status_code == 200

    wait_until(back, 30, "the service answers again")


def test_a_database_without_the_tables_is_a_clear_error(stack: LocalSettings) -> None:
    store = Store(stack.database_of("postgres"), 2)
    store.open()
    with pytest.raises(Misconfigured, match="injyana db migrate"), store.transaction() as db:
        rows(db, "judged", {"ids": []})
    store.close()


def test_figures_tell_what_waits(desk: Desk) -> None:
    aline, bosco = desk.person("Aline"), desk.person("Bosco")
    desk.plays(2, source="radio-1", source_type=SourceType.RADIO, minutes=60)
    desk.plays(3, source="source-2", minutes=2)
    now_and_then(desk.service, 0)
    assert metrics.REVIEW_CASES.labels("source")._value.get() == 2
    assert metrics.REVIEW_PLAYS.labels("source")._value.get() == 5
    assert metrics.REVIEW_STAKE.labels("source")._value.get() == 4803
    assert metrics.REVIEW_OLDEST.labels("source")._value.get() >= 0
    first, second = aline.queue()
    aline.decide(first["case_id"], "accepted")
    aline.decide(second["case_id"], "rejected")
    desk.source("source-2").appeal(desk.plays(1, Verdict.REJECTED, source="source-2"))
    now_and_then(desk.service, 0)
    assert metrics.REVIEW_CASES.labels("source")._value.get() == 0
    assert metrics.REVIEW_CASES.labels("appeal")._value.get() == 1
    assert metrics.REVIEW_OVERTURNED.labels("held")._value.get() == pytest.approx(0.4)
    assert bosco.get("/api/v1/appeals")["appeals"][0]["state"] == "open"


def test_whatever_fits_the_description_is_answered_as_it_says(
    database: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """As an admin, an artist and a source, on every call; some fifty requests each."""
    with desk(database, tmp_path) as made:
        made.plays(3)
        callers = [made.person("Aline"), made.artist(), made.source()]
        url = str(made.client.base_url)
        document = httpx.get(f"{url}/openapi.json").json()
        schema = schemathesis.openapi.from_dict(document)
        schema.config.update(base_url=url)
        seen: dict[int, int] = {}
        calls = [(path, method) for path, methods in document["paths"].items() for method in methods]
        for path, method in calls:
            operation = schema[path][method]

            @settings(
                max_examples=int(os.environ.get("REVIEW_EXAMPLES", "12")),
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy())
            def answered(case: Any) -> None:
                for caller in callers:
                    answer = case.call(headers=caller.headers())
                    seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
                    case.validate_response(answer, checks=CHECKS)

            answered()
        record_property("requests", sum(seen.values()))
        assert seen.get(200)
        assert not [status for status in seen if status >= 500], seen
