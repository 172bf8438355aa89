"""The service as a whole: PostgreSQL away and back, whatever fits the description, and the process killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

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

from identity.keys import signing_key
from identity.tokens import token_for_person
from injyana.local.settings import LocalSettings
from tests.integration.catalogue.desk import API, Desk
from tests.integration.gateway.running import free_port
from tests.unit.fingerprinting.test_audio import melody, write_wave
from tests.waiting import wait_until

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_a_database_that_goes_away_is_503_and_comes_back(desk: Desk, stack: LocalSettings) -> None:
    admin = desk.admin
    name = desk.database.rpartition("/")[2]
    with psycopg.connect(stack.database_of("postgres"), autocommit=True) as server:
        limit = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        server.execute(limit.format(sql.Identifier(name), sql.Literal(False)))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        answer = admin.send("GET", "/songs")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        server.execute(limit.format(sql.Identifier(name), sql.Literal(True)))
    wait_until(lambda: admin.send("GET", "/songs").status_code == 200, 30, "the service answers again")


@pytest.mark.timeout(600)
def test_whatever_fits_the_description_is_answered_as_it_says(
    desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    """As an admin, an artist, a manager and a source, on every call."""
    song = desk.song()
    callers = [desk.admin, desk.artist(), desk.person("m", "venue_manager"), desk.source()]
    assert song.artist_id
    url = str(desk.client.base_url)
    document = httpx.get(f"{url}/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=url)
    seen: dict[int, int] = {}
    for path, method in [(path, method) for path, methods in document["paths"].items() for method in methods]:
        operation = schema[path][method]

        @settings(
            max_examples=int(os.environ.get("CATALOGUE_EXAMPLES", "4")),
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def answered(case: Any) -> None:
            for caller in callers:
                answer = case.call(headers={"Authorization": f"Bearer {caller.token}"}, allow_redirects=False)
                seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
                case.validate_response(answer, checks=CHECKS)

        answered()
    record_property("requests", sum(seen.values()))
    assert seen.get(200)
    assert not [status for status in seen if status >= 500], seen


@contextmanager
def process(stack: LocalSettings, database: str, state: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    told = {
        "INJYANA_DATABASE": database,
        "INJYANA_STATE_DIR": str(state),
        "INJYANA_CATALOGUE_PORT": str(port),
        "INJYANA_LEASE_SECONDS": "2",
        "INJYANA_DRAIN_SECONDS": "0.2",
    }
    with (state / "log").open("ab") as log:
        command = [sys.executable, "-m", "catalogue.main"]
        made = subprocess.Popen(command, env=os.environ | stack.environment() | told, stderr=log)
        try:
            yield made
        finally:
            made.kill()
            made.wait()


@pytest.mark.timeout(300)
def test_a_process_killed_while_it_reads_is_followed_by_one_that_does_it(
    stack: LocalSettings, database: str, tmp_path: Path
) -> None:
    with psycopg.connect(database) as db:
        found = db.execute("INSERT INTO users (name, role) VALUES ('A', 'admin') RETURNING user_id::text").fetchone()
    token = token_for_person(found[0] if found else "", signing_key(tmp_path))[0]
    port = free_port()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:

        def ready() -> bool:
            try:
                return client.get("/health/ready").status_code == 200
            except httpx.TransportError:
                return False

        def upload(id_: str) -> Any:
            return client.get(f"{API}/uploads/{id_}").json()

        data = write_wave(tmp_path / "long.wav", melody(900)).read_bytes()
        with process(stack, database, tmp_path, port) as running:
            wait_until(ready, 60, "the catalogue is ready")
            sent = client.post(f"{API}/uploads", content=data, headers={"Idempotency-Key": str(uuid4())}).json()
            id_ = sent["upload_id"]
            wait_until(lambda: upload(id_)["state"] == "running", 60, "somebody reads it")
            running.kill()
            running.wait()
        with process(stack, database, tmp_path, port) as running:
            wait_until(ready, 60, "the next one is ready")
            assert upload(id_)["state"] == "running"
            done = wait_until(lambda: (now := upload(id_))["state"] == "done" and now, 200, "it was read")
            assert done["duration_ms"] == 900_000
            made = client.post(
                f"{API}/songs",
                json={"upload_id": id_, "title": "T", "artist": "A"},
                headers={"Idempotency-Key": str(uuid4())},
            )
            assert made.status_code == 201
            running.send_signal(signal.SIGTERM)
            assert running.wait(60) == 0
    assert not [path for path in (tmp_path / "catalogue").rglob("*") if path.is_file()]
