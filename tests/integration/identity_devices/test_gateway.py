"""From enrolment to a refused batch, with every part real: identity, outbox, relay, Kafka, gateways, Redis."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from client import enrolment
from client.device import Device
from client.keys import Key
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.topics import SOURCES
from tests.integration.gateway.running import Running, codec_of, running
from tests.integration.identity_devices.test_enrolment import code_of, identity
from tests.integration.identity_people.office import Office, Person, office
from tests.waiting import wait_until

REVOKED_SECONDS = 5
"""Within which a running gateway is to know: what was promised."""


@contextmanager
def relaying(stack: LocalSettings, database: str) -> Iterator[None]:
    """The relay of the database's outbox."""
    told = {"INJYANA_DATABASE": database, "INJYANA_OUTBOX": f"test-{uuid4().hex}"}
    command = [sys.executable, "-c", "from kernel.relay import main; main()"]
    process = subprocess.Popen(command, env=os.environ | stack.environment() | told)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def desk(stack: LocalSettings, database: str, tmp_path: Path) -> Iterator[Office]:
    """An identity service whose sources reach the stack's topic."""
    with office(database, tmp_path) as made, relaying(stack, database):
        made.service.devices = replace(made.service.devices, codec=codec_of(SOURCES, stack.registry))
        yield made


def play() -> dict[str, object]:
    return {
        "event_id": str(uuid4()),
        "kind": "metadata",
        "played_at": system_clock().isoformat(),
        "duration_ms": 60_000,
        "metadata": {"title": "Amahoro", "artist": "Inanga Trio"},
    }


def report(gateway: Running, device: Device) -> httpx.Response:
    with httpx.Client(base_url=gateway.url, auth=device, timeout=20) as client:
        return client.post("/api/v1/batch/plays", json={"plays": [play()]})


def enrolled(desk: Office, person: Person) -> Device:
    return enrolment.register(desk.client, identity(desk), code_of(person)["code"], Key.p256())


def test_a_device_reports_until_it_is_revoked(desk: Office, stack: LocalSettings, tmp_path: Path) -> None:
    person = desk.signed_in()
    device = enrolled(desk, person)
    with running(stack, tmp_path) as one, running(stack, tmp_path) as two:
        wait_until(lambda: report(one, device).status_code == 200, 30, "the gateway knows the device")
        assert report(one, device).json()["summary"]["accepted"] == 1

        new = Key.ed25519()
        enrolment.rotate(desk.client, device, new)
        for gateway in (one, two):
            wait_until(lambda gateway=gateway: report(gateway, device).status_code == 200, 30, "the new key is known")  # type: ignore[misc]

        sent = report(one, device)
        assert sent.status_code == 200
        with httpx.Client() as client:
            assert client.send(sent.request).status_code == 401  # this process has seen it
        elsewhere = httpx.Request("POST", sent.request.url, headers=sent.request.headers, content=sent.request.content)
        elsewhere.url = elsewhere.url.copy_with(port=two.port)
        with httpx.Client() as client:
            assert "htu" in client.send(elsewhere).json()["detail"]  # made for another address

        assert person.call("POST", f"/api/v1/devices/{device.device_id}/revoke").status_code == 200
        for gateway in (one, two):
            wait_until(
                lambda at=gateway: report(at, device).status_code == 403,  # type: ignore[misc]
                REVOKED_SECONDS,
                "a running gateway refuses a revoked device",
            )


def test_a_proof_counts_once_at_all_gateways_behind_one_address(
    desk: Office, stack: LocalSettings, tmp_path: Path
) -> None:
    device = enrolled(desk, desk.signed_in())
    origin = "http://api.example.rw"
    with (
        running(stack, tmp_path, gateway_origins=origin) as one,
        running(stack, tmp_path, gateway_origins=origin) as two,
    ):

        def at(gateway: Running) -> httpx.Client:
            def there(request: httpx.Request) -> None:
                if str(request.url).startswith(origin):
                    request.url = request.url.copy_with(host="127.0.0.1", port=gateway.port)

            return httpx.Client(base_url=origin, auth=device, event_hooks={"request": [there]}, timeout=20)

        def send() -> httpx.Response:
            with at(one) as client:
                return client.post("/api/v1/batch/plays", json={"plays": [play()]})

        wait_until(lambda: send().status_code == 200, 30, "the gateway knows the device")
        wait_until(lambda: _known(two, device), 30, "the other gateway knows it too")
        request = send().request
        request.url = request.url.copy_with(host="127.0.0.1", port=two.port)
        with httpx.Client() as client:
            again = client.send(request)
        assert again.status_code == 401
        assert "used before" in again.json()["detail"]


def _known(gateway: Running, device: Device) -> bool:
    """Whether the gateway gets as far as the proof, which is made for another address."""
    return "htu" in report(gateway, device).json().get("detail", "")
