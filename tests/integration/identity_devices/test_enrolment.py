"""Devices come to be registered, change their key, and get tokens; and what of it is refused."""

import base64
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from client import enrolment
from client.device import Device
from client.keys import Key
from client.signing import proof, signed_jwt
from client.tokens import NoToken
from http_api.permissions import Role
from identity.devices.attestation.verdict import Level
from identity.devices.attestation.verifying import Attestation
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.sources import Source
from kernel.topics import SOURCES
from tests.integration.identity_people.office import PHRASE, Office, Person
from tests.integration.timescale.ledger import MemoryIds
from tests.unit.devices import test_attestation
from tests.unit.devices.test_attestation import Maker

PHONE = {"source_type": "phone", "name": "My phone"}
DEVICES = "/api/v1/devices"


def identity(desk: Office) -> str:
    return str(desk.client.base_url).rstrip("/")


def code_of(person: Person, said: dict[str, Any] | None = None, status: int = 201, **headers: str) -> Any:
    answer = person.call("POST", f"{DEVICES}/codes", said or PHONE, **headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def registered(desk: Office, person: Person, key: Key | None = None, **told: Any) -> Device:
    code = code_of(person)["code"]
    return enrolment.register(desk.client, identity(desk), code, key or Key.p256(), **told)


def refused(status: int, do: Callable[[], object]) -> dict[str, Any]:
    with pytest.raises(httpx.HTTPStatusError) as why:
        do()
    assert why.value.response.status_code == status, why.value.response.text
    found: dict[str, Any] = why.value.response.json()
    return found


def token_of(device: Device) -> dict[str, Any]:
    """The claims of a new token of the device."""
    request = httpx.Request("GET", "http://gateway/api/v1/batches/1")
    flow = device.auth_flow(request)
    asked = next(flow)
    with httpx.Client() as client:
        try:
            while asked is not request:
                answer = client.send(asked)
                answer.read()
                asked = flow.send(answer)
        finally:
            flow.close()
    token = request.headers["authorization"].removeprefix("DPoP ")
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def published(desk: Office) -> list[Source]:
    """Every version of a source that is to be published, in order."""
    ids = MemoryIds()
    rows = desk.rows("SELECT value FROM outbox WHERE topic = 'sources' ORDER BY id")
    return [Codec(SOURCES, ids).decode(value) for (value,) in rows]


@pytest.mark.parametrize("make", [Key.p256, Key.ed25519], ids=["P-256", "Ed25519"])
def test_a_device_is_registered_and_gets_tokens(desk: Office, make: Callable[[], Key]) -> None:
    person, key = desk.signed_in(), make()
    device = registered(desk, person, key, fingerprint={"model": "A15", "app": "1.2"})
    claims = token_of(device)
    assert (claims["sub"], claims["cnf"], claims["aud"]) == (
        device.device_id,
        {"jkt": key.thumbprint},
        "injyana-gateway",
    )
    assert claims["exp"] - claims["iat"] == 3600
    (source,) = published(desk)
    assert (source.source_id, source.key_thumbprint) == (device.device_id, key.thumbprint)
    assert (source.attestation, source.fingerprints) == ("none", 1)
    shown = person.get(DEVICES)["devices"]
    assert [each["device_id"] for each in shown] == [device.device_id]
    assert person.get(f"{DEVICES}/{device.device_id}")["key_thumbprint"] == key.thumbprint


def test_a_code_is_used_once(desk: Office) -> None:
    person = desk.signed_in()
    code = code_of(person)["code"]
    first = Key.p256()
    made = enrolment.register(desk.client, identity(desk), code, first)
    again = enrolment.register(desk.client, identity(desk), code.lower().replace("-", " "), first)
    assert again.device_id == made.device_id  # the answer was lost
    refused(422, lambda: enrolment.register(desk.client, identity(desk), code, Key.p256()))
    assert len(published(desk)) == 1


def test_of_devices_that_race_for_a_code_one_wins(desk: Office) -> None:
    code = code_of(desk.signed_in())["code"]

    def race(_number: int) -> int:
        url = f"{identity(desk)}{DEVICES}"
        with httpx.Client() as http:
            headers = {"DPoP": proof(Key.p256(), "POST", url)}
            return http.post(url, json={"code": code}, headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(race, range(8))) == [201] + [422] * 7
    assert desk.rows("SELECT count(*) FROM devices") == [(1,)]


def test_a_code_ends_and_is_guessed_five_times_at_most(desk: Office) -> None:
    person = desk.signed_in()
    code = code_of(person)["code"]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _ in range(4):
        refused(422, lambda: enrolment.register(desk.client, identity(desk), wrong, Key.p256()))
    key = Key.p256()
    made = enrolment.register(desk.client, identity(desk), code, key)
    assert made.device_id.startswith("phone-")
    other = code_of(person)["code"]
    wrong = other[:-1] + ("0" if other[-1] != "0" else "1")
    for _ in range(5):
        refused(422, lambda: enrolment.register(desk.client, identity(desk), wrong, Key.p256()))
    refused(422, lambda: enrolment.register(desk.client, identity(desk), other, Key.p256()))
    late = code_of(person)["code"]
    desk.later(minutes=11)
    refused(422, lambda: enrolment.register(desk.client, identity(desk), late, Key.p256()))
    for nonsense in ("", "x", "0000-0000-0000-0000", "\x00" * 16, "é" * 16):
        refused(422, lambda text=nonsense: enrolment.register(desk.client, identity(desk), text, Key.p256()))  # type: ignore[misc]


def test_a_repeated_request_gets_the_same_code(desk: Office) -> None:
    person = desk.signed_in()
    first = code_of(person, Idempotency_Key="k-1")
    assert code_of(person, Idempotency_Key="k-1") == first
    assert code_of(person, Idempotency_Key="k-2")["code"] != first["code"]
    stored = desk.rows("SELECT string_agg(to_jsonb(c)::text, ' ') FROM enrolment_codes c")[0][0]
    assert first["code"].replace("-", "") not in stored
    assert first["code"] not in stored


def test_roles_register_what_is_theirs(desk: Office) -> None:
    artist, manager = desk.signed_in(), desk.signed_in("gatera@example.rw", "venue_manager")
    desk.execute("INSERT INTO venues (venue_id, name, manager_id) VALUES ('repub', 'Repub', %s)", manager.user_id)
    desk.execute("INSERT INTO venues (venue_id, name) VALUES ('other', 'Other')")
    venue = {"source_type": "venue", "name": "Till", "venues": ["repub"]}
    code_of(artist, venue, 403)
    code_of(artist, PHONE | {"venues": ["repub"]}, 422)
    code_of(manager, venue | {"venues": ["other"]}, 422)
    code_of(manager, venue | {"venues": ["nowhere"]}, 422)
    code = code_of(manager, venue)["code"]
    enrolment.register(desk.client, identity(desk), code, Key.p256())
    assert published(desk)[-1].venues == ("repub",)


def test_a_key_is_one_devices(desk: Office) -> None:
    person, key = desk.signed_in(), Key.p256()
    registered(desk, person, key)
    code = code_of(person)["code"]
    refused(409, lambda: enrolment.register(desk.client, identity(desk), code, key))
    enrolment.register(desk.client, identity(desk), code, Key.p256())  # the code is still good


def test_keys_are_replaced_by_the_word_of_the_present_one(desk: Office) -> None:
    person, old, new = desk.signed_in(), Key.p256(), Key.ed25519()
    device = registered(desk, person, old)
    enrolment.rotate(desk.client, device, new)
    assert token_of(device)["cnf"] == {"jkt": new.thumbprint}
    assert published(desk)[-1].key_thumbprint == new.thumbprint
    device.use(old)
    with pytest.raises(NoToken, match="401"):
        token_of(device)
    url = f"{identity(desk)}{DEVICES}/{device.device_id}/key"

    def put(by: Key, to: Key, **changes: Any) -> int:
        claims = {"sub": device.device_id, "jkt": to.thumbprint, "aud": url} | changes
        statement = signed_jwt(by, {"typ": changes.pop("typ", "key-rotation+jwt")}, claims)
        headers = {"DPoP": proof(to, "PUT", url)}
        return desk.client.put(url, json={"statement": statement}, headers=headers).status_code

    third = Key.p256()
    assert put(old, third) == 403  # it is no longer the device's
    assert put(third, third) == 403
    assert put(new, third, jkt=old.thumbprint) == 403
    assert put(new, third, sub="another") == 403
    assert put(new, third, aud="https://elsewhere") == 403
    assert put(new, third, typ="JWT") == 403
    assert put(new, old) == 409  # a key never comes back
    assert put(old, new) == 200  # it is there already: the answer was lost
    assert put(new, third) == 200


def test_standing_is_changed_by_owners_and_admins_alone(desk: Office) -> None:
    person, other, admin = desk.signed_in(), desk.signed_in("gatera@example.rw"), desk.staff("admin@example.rw")
    device = registered(desk, person)
    path = f"{DEVICES}/{device.device_id}"
    assert other.call("GET", path).status_code == 404
    assert other.call("POST", f"{path}/revoke").status_code == 404
    assert person.call("POST", f"{path}/suspend").status_code == 403
    assert other.get(DEVICES)["devices"] == []
    assert admin.call("POST", f"{path}/suspend").json()["standing"] == "suspended"
    assert token_of(device)["sub"] == device.device_id, "it may appeal"
    refused(403, lambda: enrolment.rotate(desk.client, device, Key.p256()))
    assert admin.call("POST", f"{path}/resume").json()["standing"] == "registered"
    assert person.call("POST", f"{path}/revoke").json()["standing"] == "revoked"
    device.use(device.key)
    with pytest.raises(NoToken, match="revoked"):
        token_of(device)
    assert person.call("POST", f"{path}/revoke").status_code == 200
    assert admin.call("POST", f"{path}/resume").status_code == 409
    assert [source.standing for source in published(desk)] == ["registered", "suspended", "registered", "revoked"]
    actions = [
        row[0] for row in desk.rows("SELECT action FROM audit_log WHERE object_kind = 'device' ORDER BY entry_id")
    ]
    assert actions == ["device.registered", "device.suspended", "device.registered", "device.revoked"]


def test_fingerprints_are_evidence_and_no_refusal(desk: Office) -> None:
    person, said = desk.signed_in(), {"model": "A15"}
    one, two = registered(desk, person, fingerprint=said), registered(desk, person, fingerprint=said)
    first, second = published(desk)
    assert first.fingerprint == second.fingerprint
    one._fingerprint = {"model": "B7"}
    token_of(one)
    token_of(two)
    changed = published(desk)[-1]
    assert (changed.source_id, changed.fingerprints) == (one.device_id, 2)
    assert changed.fingerprint != first.fingerprint
    assert len(published(desk)) == 3
    assert "A15" not in str(desk.rows("SELECT * FROM device_fingerprints"))


def test_an_attested_key_is_published_as_such(desk: Office) -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    person = desk.signed_in()
    code = code_of(person)["code"]
    key = Key.p256()
    assert isinstance(key.private, EllipticCurvePrivateKey)
    maker = Maker(key=key.private, challenge=sha256(code.replace("-", "").encode()).digest(), level=2)
    enrolment.register(desk.client, identity(desk), code, key, attestation=maker.chain())
    assert published(desk)[-1].attestation == "failed"  # by a root that nobody trusts: evidence, and no refusal
    ((evidence,),) = desk.rows("SELECT evidence FROM device_attestations")
    assert "root" in evidence["why"]
    assert registered(desk, person, attestation=["nonsense"]).device_id


def test_what_an_attested_key_is_kept_in_is_published_and_shown(
    desk: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_attestation, "NOW", system_clock())  # of which certificates are made
    root, person = Maker(), desk.signed_in()
    desk.service.devices = replace(desk.service.devices, attestation=Attestation(root.trusted(tmp_path)))
    for number, level in enumerate((Level.SOFTWARE, Level.TRUSTED_ENVIRONMENT, Level.STRONG_BOX)):
        code = code_of(person)["code"]
        challenge = sha256(code.replace("-", "").encode()).digest()
        maker = replace(root, key=Maker().key, challenge=challenge, level=number)
        key = Key(maker.key)
        device = enrolment.register(desk.client, identity(desk), code, key, attestation=maker.chain())
        assert published(desk)[-1].attestation == level.value
        assert person.get(f"{DEVICES}/{device.device_id}")["attestation"] == level.value
        stored = desk.rows("SELECT level FROM device_attestations WHERE source_id = %s", device.device_id)
        assert stored == [(level.value,)]


def test_many_are_provided_at_once(desk: Office) -> None:
    admin, person = desk.staff("admin@example.rw"), desk.signed_in()
    keys = [Key.ed25519() for _ in range(50)]
    devices: list[dict[str, Any]] = [
        {"device_id": f"bulk-{number}", "source_type": "phone", "name": "a phone", "key": key.jwk}
        for number, key in enumerate(keys)
    ]
    assert person.call("POST", f"{DEVICES}/provision", {"devices": devices}).status_code == 403
    for _ in range(2):
        answer = admin.call("POST", f"{DEVICES}/provision", {"devices": devices})
        assert (answer.status_code, answer.json()) == (201 if answer.status_code == 201 else 200, {"devices": 50})
    assert token_of(Device(identity(desk), "bulk-7", keys[7]))["sub"] == "bulk-7"
    newer = Key.p256()
    changed = [devices[0] | {"key": newer.jwk}]
    assert admin.call("POST", f"{DEVICES}/provision", {"devices": changed}).is_success
    assert token_of(Device(identity(desk), "bulk-0", newer))["sub"] == "bulk-0"
    for bad, status in (
        ([devices[1], devices[1]], 422),
        ([devices[1] | {"key": devices[2]["key"]}], 409),
        ([devices[1] | {"key": devices[0]["key"]}], 409),
        ([devices[1] | {"source_type": "dj"}], 409),
        ([devices[1] | {"key": {"kty": "RSA"}}], 422),
        ([devices[1] | {"key": Key.p256().jwk | {"d": "x"}}], 422),
        ([], 422),
    ):
        assert admin.call("POST", f"{DEVICES}/provision", {"devices": bad}).status_code == status
    assert admin.get(DEVICES, limit=40)["next_cursor"]


def test_proofs_are_needed_and_used_once(desk: Office) -> None:
    device = registered(desk, desk.signed_in())
    url = f"{identity(desk)}{DEVICES}/token"
    form = {"grant_type": "client_credentials", "client_id": device.device_id}

    def ask(*headers: str, **more: str) -> httpx.Response:
        return desk.client.post(url, data=form | more, headers=[("DPoP", each) for each in headers])

    good = proof(device.key, "POST", url)
    assert ask(good).status_code == 200
    for bad in (
        ask(good),
        ask(),
        ask(good, good),
        ask(proof(device.key, "POST", url + "/x")),
        ask(proof(device.key, "PUT", url)),
        ask("nonsense"),
        ask(proof(device.key, "POST", url), grant_type="password"),
        ask(proof(device.key, "POST", url), fingerprint="[]"),
        ask(proof(device.key, "POST", url), client_id="\0"),
    ):
        assert bad.status_code == 400, bad.text
        assert bad.json()["error"]
    assert ask(good).json()["error"] == "invalid_dpop_proof"
    assert ask(good).headers["dpop-nonce"]
    stranger = ask(proof(Key.p256(), "POST", url))
    unknown = ask(proof(device.key, "POST", url), client_id="nobody")
    assert (stranger.status_code, unknown.status_code) == (401, 401)
    assert stranger.json() == unknown.json()
    headers = {"DPoP": proof(device.key, "POST", url)}
    assert desk.client.post(url, json=form, headers=headers).status_code == 415
    big = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    assert desk.client.post(url, content=b"a=" + b"b" * 20_000, headers=big).status_code == 413
    assert desk.client.post(url, content=b"a=%ff", headers=big).status_code == 400
    assert desk.client.post(url, content=b"grant_type=a&grant_type=b", headers=big).status_code == 400


def test_a_wrong_clock_is_helped_by_nonces(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("client.signing.time.time", lambda: now + 86_400)
    device = registered(desk, desk.signed_in())
    assert token_of(device)["sub"] == device.device_id
    enrolment.rotate(desk.client, device, Key.p256())


def test_owners_who_may_not_act_register_nothing(desk: Office) -> None:
    person, admin = desk.signed_in(), desk.staff("admin@example.rw", Role.ADMIN)
    code = code_of(person)["code"]
    desk.execute("UPDATE users SET standing = 'suspended' WHERE user_id = %s", person.user_id)
    refused(422, lambda: enrolment.register(desk.client, identity(desk), code, Key.p256()))
    assert admin.get(DEVICES)["devices"] == []


def test_of_somebody_who_is_erased_no_code_is_left(desk: Office) -> None:
    person = desk.signed_in()
    registered(desk, person)
    code = code_of(person)["code"]
    assert person.call("POST", "/api/v1/me/erase", {"password": PHRASE}).is_success
    assert desk.rows("SELECT count(*) FROM enrolment_codes") == [(0,)]
    refused(422, lambda: enrolment.register(desk.client, identity(desk), code, Key.p256()))
    assert [source.standing for source in published(desk)] == ["registered", "revoked"]


def test_sql_and_other_odd_texts_stay_texts(desk: Office) -> None:
    person = desk.signed_in()
    name = "'; DROP TABLE devices; -- \u202e\U0001f3b5"
    code = code_of(person, PHONE | {"name": name})["code"]
    enrolment.register(desk.client, identity(desk), code, Key.p256(), fingerprint={"'; --": "\u0000"})
    assert published(desk)[-1].name == name
    for path in ("'; --", "%00", "..%2f..", "x" * 300):
        assert person.call("GET", f"{DEVICES}/{path}").status_code in (404, 422)
    text = base64.urlsafe_b64encode(json.dumps(["\u0000"]).encode()).rstrip(b"=").decode()
    assert person.call("GET", f"{DEVICES}?cursor={text}").status_code == 422
