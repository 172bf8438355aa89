"""Devices with keys at the services beside the gateway: their own appeals, and nothing that anybody else could send."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from client import enrolment
from client.device import Device
from client.keys import Key
from client.signing import proof, signature
from identity.tokens import token_for_device
from injyana.local.settings import LocalSettings
from tests.integration.catalogue.desk import desk as catalogue
from tests.integration.identity_devices.test_enrolment import DEVICES, registered
from tests.integration.identity_people.office import Office, Person, office
from tests.integration.review.desk import Desk
from tests.integration.review.desk import desk as reviewing

APPEALS = "/api/v1/appeals"


@pytest.fixture
def identity(database: str, tmp_path: Path) -> Iterator[Office]:
    with office(database, tmp_path) as made:
        yield made


@pytest.fixture
def review(identity: Office, tmp_path: Path) -> Iterator[Desk]:
    """Of the same people, sources and keys."""
    with reviewing(identity.database, tmp_path) as made:
        yield made


@pytest.fixture
def person(identity: Office) -> Person:
    return identity.signed_in()


@pytest.fixture
def device(identity: Office, person: Person) -> Device:
    return registered(identity, person)


def appeal(review: Desk, device: Device) -> httpx.Response:
    """About a held play of its own."""
    plays = review.plays(1, source=device.device_id)
    said = {"event_ids": [plays[0].event_id], "words": "It was my party."}
    with httpx.Client(base_url=review.client.base_url, auth=device) as client:
        return client.post(APPEALS, json=said, headers={"Idempotency-Key": str(uuid4())})


def test_a_device_sees_its_plays_and_appeals(review: Desk, device: Device) -> None:
    made = appeal(review, device)
    assert (made.status_code, made.json()["appellant_id"]) == (201, device.device_id), made.text
    with httpx.Client(base_url=review.client.base_url, auth=device) as client:
        assert client.get(f"{APPEALS}/{made.json()['appeal_id']}").json()["words"] == "It was my party."
        (own,) = client.get(f"{APPEALS}/plays", params={"limit": 5}).json()["plays"]
        assert (own["source_id"], own["appeal"]) == (device.device_id, "open")
        assert client.get("/api/v1/review/cases").status_code == 403


def test_a_suspended_device_may_appeal_and_a_revoked_one_may_not(
    identity: Office, review: Desk, device: Device, person: Person
) -> None:
    admin = identity.staff("admin@example.rw")
    path = f"{DEVICES}/{device.device_id}"
    assert admin.call("POST", f"{path}/suspend").is_success
    assert appeal(review, device).status_code == 201
    assert person.call("POST", f"{path}/revoke").is_success
    refused = appeal(review, device)
    assert (refused.status_code, "revoked" in refused.json()["detail"]) == (403, True)


def test_a_replaced_key_opens_nothing(identity: Office, review: Desk, device: Device) -> None:
    old = token_for_device(device.device_id, device.key.thumbprint, review.key)[0]
    former = device.key
    enrolment.rotate(identity.client, device, Key.ed25519())
    assert appeal(review, device).status_code == 201
    answer = review.client.send(signed(review, device, key=former, token=old))
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_the_catalogue_knows_devices_too(
    identity: Office, device: Device, tmp_path: Path, stack: LocalSettings
) -> None:
    with (
        catalogue(identity.database, tmp_path, stack.registry) as desk,
        httpx.Client(base_url=desk.client.base_url, auth=device) as client,
    ):
        assert client.get("/api/v1/catalogue/songs").json()["songs"] == []
        assert client.get("/api/v1/catalogue/venues").status_code == 403


def signed(review: Desk, device: Device, **changes: Any) -> httpx.Request:
    """A good request, made step by step; `changes` name what of it is another."""
    key = changes.get("key", device.key)
    token = changes.get("token") or token_for_device(device.device_id, device.key.thumbprint, review.key)[0]
    url = f"{str(review.client.base_url).rstrip('/')}{APPEALS}"
    body = json.dumps({"event_ids": [str(uuid4())], "words": "Why?"}).encode()
    headers = {
        "authorization": f"{changes.get('scheme', 'DPoP')} {token}",
        "dpop": changes.get("proof") or proof(key, "POST", url, token=token),
        "content-type": "application/json",
        "idempotency-key": str(uuid4()),
    }
    headers |= signature(changes.get("signer", key), "POST", url, headers, changes.get("digested", body))
    for name in changes.get("without", ()):
        del headers[name]
    return httpx.Request("POST", url, headers=headers, content=body)


WRONG: dict[str, tuple[int, str, Callable[[Desk, Device], httpx.Request]]] = {
    "the token alone, as a bearer's": (401, "bound to a key", lambda at, of: signed(at, of, scheme="Bearer")),
    "the token without a proof": (401, "exactly one header", lambda at, of: signed(at, of, without=["dpop"])),
    "another key": (401, "another key", lambda at, of: signed(at, of, key=Key.p256())),
    "another's signature": (401, "keyid is not", lambda at, of: signed(at, of, signer=Key.p256())),
    "no signature": (401, "no header signature", lambda at, of: signed(at, of, without=["Signature-Input"])),
    "a changed body": (400, "changed on the way", lambda at, of: signed(at, of, digested=b"{}")),
    "a proof for the gateway": (
        401,
        "not this address",
        lambda at, of: signed(at, of, proof=proof(of.key, "POST", "http://127.0.0.1:1/api/v1/appeals")),
    ),
    "a token of nobody": (
        401,
        "signed with a key",
        lambda at, of: signed(at, of, token=signed(at, of).headers["dpop"]),
    ),
    "a token for a key that is not its own": (
        401,
        "has no more",
        lambda at, of: signed(
            at, of, key=(key := Key.p256()), token=token_for_device(of.device_id, key.thumbprint, at.key)[0]
        ),
    ),
}


@pytest.mark.parametrize(("status", "why", "make"), WRONG.values(), ids=WRONG)
def test_what_is_not_the_devices_own_is_refused(
    review: Desk, device: Device, status: int, why: str, make: Callable[[Desk, Device], httpx.Request]
) -> None:
    answer = review.client.send(make(review, device))
    assert answer.status_code == status, answer.text
    assert why in answer.json()["detail"]
    assert review.rows("SELECT count(*) FROM idempotent_requests WHERE starts_with(subject, 'source:')") == [(0,)]


def test_a_request_counts_once(review: Desk, device: Device) -> None:
    request = signed(review, device)
    assert review.client.send(request).status_code == 404
    again = review.client.send(request)
    assert (again.status_code, "used before" in again.json()["detail"]) == (401, True)
