"""The process itself, as its supervisor runs it and a person with curl uses it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner

from injyana.cli import app
from injyana.local.settings import LocalSettings
from kernel.events.sources import SourceType
from tests.integration.gateway.running import free_port
from tests.integration.timescale.ledger import Ledger, play
from tests.waiting import wait_until


class Shell:
    """`injyana users` and curl."""

    def __init__(self, database: str, state: Path, port: int) -> None:
        self._runner = CliRunner(env={"INJYANA_DATABASE": database, "INJYANA_STATE_DIR": str(state)})
        self.url = f"http://127.0.0.1:{port}"

    def users(self, *arguments: str, fails: bool = False) -> Any:
        done = self._runner.invoke(app, ["users", *arguments, "--json"])
        if fails:
            assert done.exception is not None
            return str(done.exception)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def curl(self, path: str, *arguments: str, token: str = "") -> tuple[int, Any]:
        command = ["curl", "-s", "-w", "\n%{http_code}", f"{self.url}{path}", "-H", f"Authorization: Bearer {token}"]
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=30, check=True)
        body, _, status = done.stdout.rpartition("\n")
        return int(status), json.loads(body) if body.startswith(("{", "[")) else body

    def post(self, path: str, said: object, token: str) -> tuple[int, Any]:
        data = ["-H", "Content-Type: application/json", "--data", json.dumps(said)]
        return self.curl(path, "-H", f"Idempotency-Key: {uuid4()}", *data, token=token)

    def ready(self) -> bool:
        try:
            return self.curl("/health/ready")[0] == 200
        except subprocess.CalledProcessError:
            return False


@contextmanager
def process(stack: LocalSettings, database: str, state: Path, port: int) -> "Iterator[subprocess.Popen[bytes]]":
    told = {
        "INJYANA_DATABASE": database,
        "INJYANA_STATE_DIR": str(state),
        "INJYANA_REVIEW_PORT": str(port),
        "INJYANA_DRAIN_SECONDS": "0.2",
    }
    command = [sys.executable, "-m", "review.main"]
    with (state / "log").open("wb") as log:
        made = subprocess.Popen(command, env=os.environ | stack.environment() | told, stderr=log)
        try:
            yield made
        finally:
            made.kill()
            made.wait()


@pytest.fixture
def shell(stack: LocalSettings, database: str, tmp_path: Path) -> Iterator[tuple[Shell, "subprocess.Popen[bytes]"]]:
    made = Shell(database, tmp_path, free_port())
    assert made.users("add", "Aline", "--role", "reviewer")["standing"] == "active"
    with process(stack, database, tmp_path, int(made.url.rpartition(":")[2])) as running:
        wait_until(made.ready, 60, "the review service is ready")
        yield made, running


def test_a_day_at_the_desk(shell: tuple[Shell, "subprocess.Popen[bytes]"], database: str, tmp_path: Path) -> None:
    here, running = shell
    ledger = Ledger(database)
    plays = [play(uuid4(), verdict="held", source_type=SourceType.RADIO, duration_ms=14_400_000) for _ in range(3)]
    ledger.write(*plays)
    aline = here.users("token", "Aline")["token"]
    bosco = here.users("add", "Bosco", "--role", "admin")["token"]
    status, queue = here.curl("/api/v1/review/cases", token=aline)
    assert (status, queue["cases"][0]["stake_rwf"]) == (200, 28_800)
    case = queue["cases"][0]["case_id"]
    status, claim = here.curl(
        f"/api/v1/review/cases/{case}/claim", "-X", "POST", "-H", f"Idempotency-Key: {uuid4()}", token=aline
    )
    assert (status, claim["claimed_by"]) == (200, "Aline")
    _, shown = here.curl(f"/api/v1/review/cases/{case}", token=aline)
    said = {"version": shown["version"], "verdict": "rejected", "reason": "A loop at night."}
    status, made = here.post(f"/api/v1/review/cases/{case}/decisions", said, aline)
    assert (status, made["state"]) == (201, "proposed")
    status, made = here.post(f"/api/v1/review/decisions/{made['decision_id']}/confirm", {"reason": "Yes."}, bosco)
    assert (status, made["state"]) == (200, "confirmed")
    assert len(ledger.rows("SELECT FROM outbox WHERE topic = 'plays.scored'")) == 3
    here.users("suspend", "Aline")
    assert here.curl("/api/v1/review/cases", token=aline)[0] == 403
    here.users("resume", "Aline")
    assert here.curl("/api/v1/review/cases", token=aline)[0] == 200
    assert here.curl("/api/v1/review/cases", token="nonsense")[0] == 401
    _, metrics = here.curl("/metrics")
    assert 'injyana_review_decisions_total{kind="source",state="confirmed",verdict="rejected"} 1.0' in metrics
    assert "injyana_review_cases" in metrics
    ledger.close()
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0
    lines = (tmp_path / "log").read_text().splitlines()
    assert {json.loads(line)["process"] for line in lines} == {"review"}
    assert "ended" in lines[-1]


def test_a_process_killed_in_the_middle_of_a_decision_did_nothing(
    shell: tuple[Shell, "subprocess.Popen[bytes]"], stack: LocalSettings, database: str, tmp_path: Path
) -> None:
    """Everything is written but the outbox's rows, which wait for a lock, when it is killed; then it is asked again."""
    here, running = shell
    ledger = Ledger(database)
    ledger.write(*[play(uuid4(), verdict="held") for _ in range(3)])
    aline = here.users("token", "Aline")["token"]
    case = here.curl("/api/v1/review/cases", token=aline)[1]["cases"][0]["case_id"]
    key = ["-H", f"Idempotency-Key: {uuid4()}"]
    here.curl(f"/api/v1/review/cases/{case}/claim", "-X", "POST", *key, token=aline)
    version = here.curl(f"/api/v1/review/cases/{case}", token=aline)[1]["version"]
    said = json.dumps({"version": version, "verdict": "accepted", "reason": "Honest."})
    decide = [f"/api/v1/review/cases/{case}/decisions", "-H", f"Idempotency-Key: {uuid4()}"]
    decide += ["-H", "Content-Type: application/json", "--data", said]
    with psycopg.connect(database) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("SELECT pg_advisory_xact_lock(hashtextextended('outbox', 0))")
        asked = pool.submit(here.curl, *decide, token=aline)
        waits = "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
        wait_until(lambda: ledger.rows(waits), 20, "the decision waits for the outbox")
        running.kill()
        with pytest.raises(subprocess.CalledProcessError):
            asked.result(20)
    for table in ("review_decisions", "review_decided_plays", "play_revisions", "outbox"):
        assert ledger.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    with process(stack, database, tmp_path, int(here.url.rpartition(":")[2])):
        wait_until(here.ready, 60, "the review service is ready again")
        assert [here.curl(*decide, token=aline)[0] for _ in range(2)] == [201, 201]
    assert ledger.rows("SELECT count(*) FROM review_decisions") == [(1,)]
    assert ledger.rows("SELECT count(*), max(revision) FROM play_revisions") == [(3, 1)]
    assert ledger.rows("SELECT count(*) FROM outbox WHERE topic = 'plays.scored'") == [(3,)]
    ledger.close()


def test_what_cannot_be_done_with_people_is_said(shell: tuple[Shell, "subprocess.Popen[bytes]"]) -> None:
    here, _ = shell
    assert "already" in here.users("add", "Aline", "--role", "admin", fails=True)
    assert "--artist" in here.users("add", "Artist", "--role", "artist", fails=True)
    assert "no artist" in here.users("add", "Artist", "--role", "artist", "--artist", "nobody", fails=True)
    assert "injyana users add" in here.users("token", "Nobody", fails=True)
    assert "printable" in here.users("add", " ", "--role", "admin", fails=True)
    assert [each["name"] for each in here.users("list")] == ["Aline"]
