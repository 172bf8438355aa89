"""The process itself, as its supervisor runs it: messages leave by its own worker, and it ends in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from injyana.local.settings import LocalSettings
from tests.integration.gateway.running import free_port
from tests.integration.identity_people.office import CODE, PHRASE, text_of
from tests.waiting import wait_until

NEW = "igicu cyera kuri gare ya Huye"


@pytest.fixture
def running(
    stack: LocalSettings, database: str, tmp_path: Path
) -> Iterator[tuple[httpx.Client, "subprocess.Popen[bytes]"]]:
    port = free_port()
    told = {
        "INJYANA_DATABASE": database,
        "INJYANA_STATE_DIR": str(tmp_path),
        "INJYANA_IDENTITY_PORT": str(port),
        "INJYANA_DRAIN_SECONDS": "0.2",
    }
    with (tmp_path / "log").open("wb") as log, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        process = subprocess.Popen(
            [sys.executable, "-m", "identity.main"], env=os.environ | stack.environment() | told, stderr=log
        )

        def ready() -> bool:
            try:
                return client.get("/health/ready").status_code == 200
            except httpx.TransportError:
                return False

        try:
            wait_until(ready, 60, "the identity service is ready")
            yield client, process
        finally:
            process.kill()
            process.wait()


def test_a_person_s_first_day(running: tuple[httpx.Client, "subprocess.Popen[bytes]"], tmp_path: Path) -> None:
    client, process = running

    def post(path: str, said: dict[str, str], status: int) -> dict[str, str]:
        answer = client.post(f"/api/v1/{path}", json=said, headers={"Idempotency-Key": path})
        assert answer.status_code == status, answer.text
        found: dict[str, str] = answer.json() if answer.content else {}
        return found

    def code(messages: int) -> str:
        def sent() -> list[Path]:
            found = sorted((tmp_path / "outbox/mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
            return found if len(found) == messages else []

        found = CODE.search(text_of(wait_until(sent, 30, "the message")[-1].read_text()))
        assert found
        return found[1]

    login = "mutoni@example.rw"
    asked = post("registrations", {"name": "Mutoni", "role": "dj", "email": login, "password": PHRASE}, 202)
    post(f"registrations/{asked['registration_id']}/confirm", {"code": code(1)}, 201)
    post("sign-in", {"login": login, "password": PHRASE}, 200)
    reset = post("password-resets", {"login": login}, 202)
    post(f"password-resets/{reset['reset_id']}/confirm", {"code": code(2), "password": NEW}, 204)
    post("sign-in", {"login": login, "password": NEW}, 200)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "outbox/mail").iterdir()} == {0o600}
    assert "injyana_identity_sign_ins_total" in client.get("/metrics").text
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    log = (tmp_path / "log").read_text()
    for secret in (PHRASE, NEW, login):
        assert secret not in log
