"""`injyana sources`, as an operator uses it: a client of the identity service."""

import json
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from typer.testing import CliRunner

from client import enrolment
from client.keys import Key
from client.service_account import ServiceAccount
from injyana.cli import app
from kernel.errors import DatabaseAway, InjyanaError, Outage, Refused
from tests.integration.gateway.running import free_port
from tests.integration.identity_devices.test_enrolment import identity, published
from tests.integration.identity_people.office import Office


def run(desk: Office, *arguments: str, **told: str) -> Any:
    environment = {"INJYANA_DATABASE": desk.database, "INJYANA_STATE_DIR": str(desk.folder)}
    environment |= {"INJYANA_IDENTITY": identity(desk), "INJYANA_ADMIN_TOKEN": ""} | told
    done = CliRunner(env=environment).invoke(app, ["sources", *arguments])
    if isinstance(done.exception, InjyanaError):
        raise done.exception
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout) if "--json" in arguments else done.stdout


def registered(desk: Office, *more: str) -> list[str]:
    """Client id and secret of a station's account."""
    text: str = run(desk, "register", "radio-1", "--station", "one", "--district", "Gasabo", *more)
    return text.splitlines()[-1].split(":")


def token(desk: Office, client_id: str, secret: str) -> httpx.Response:
    return desk.client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret))


def test_a_station_gets_an_account_and_another_secret(desk: Office) -> None:
    client_id, secret = registered(desk, "--plays-per-minute", "900")
    claims = jwt.decode(token(desk, client_id, secret).json()["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["scope"]) == ("radio-1", "plays:own plays:report")
    (source,) = published(desk)
    assert (source.stations, source.district, source.plays_per_minute) == (("one",), "Gasabo", 900)
    with pytest.raises(Refused, match="sources secret radio-1"):
        registered(desk)
    other = run(desk, "secret", "radio-1", "--json")
    assert token(desk, client_id, secret).status_code == 401
    assert token(desk, other["client_id"], other["client_secret"]).status_code == 200


def test_an_account_is_kept_in_a_file_for_the_detector(desk: Office, tmp_path: Path) -> None:
    path = tmp_path / "radio.json"
    path.write_text("old")
    assert run(desk, "register", "radio-1", "--out", str(path)) == ""
    assert path.stat().st_mode & 0o777 == 0o600
    account = ServiceAccount.load(identity(desk), path.read_text())
    with httpx.Client(auth=account) as http:
        assert http.get(f"{identity(desk)}/api/v1/people").status_code == 403  # a token, but not for this
    with pytest.raises(Refused, match="cannot be written"):
        run(desk, "secret", "radio-1", "--out", str(tmp_path / "nowhere" / "radio.json"))


def test_a_device_registers_with_a_code(desk: Office) -> None:
    with pytest.raises(Refused, match="sources code --type phone"):
        run(desk, "register", "phone-1", "--type", "phone")
    code = run(desk, "code", "--type", "phone", "--name", "A phone").strip()
    device = enrolment.register(desk.client, identity(desk), code, Key.p256())
    listed = {each["device_id"]: each for each in run(desk, "list", "--json")}
    assert listed[device.device_id]["key_thumbprint"] == device.key.thumbprint
    with pytest.raises(Refused, match="venue or station"):
        run(desk, "code", "--type", "venue", "--name", "A bar", "--venue", "nowhere")


def test_a_source_is_suspended_resumed_and_revoked(desk: Office) -> None:
    registered(desk)
    assert run(desk, "suspend", "radio-1", "--json")["standing"] == "suspended"
    assert run(desk, "resume", "radio-1", "--json")["standing"] == "registered"
    assert "revoked" in run(desk, "revoke", "radio-1")
    assert "radio-1" in run(desk, "list")
    with pytest.raises(Refused, match="stays revoked"):
        run(desk, "resume", "radio-1")
    for unknown, why in {"nobody": "no such", "a b": "no such", "../people": "Not Found"}.items():
        with pytest.raises(Refused, match=why):
            run(desk, "suspend", unknown)
    with pytest.raises(Refused, match="sources register nobody"):
        run(desk, "secret", "nobody")


def test_the_operator_is_one_person_in_local_mode_alone(desk: Office) -> None:
    run(desk, "list")
    run(desk, "list")
    assert desk.rows("SELECT name, role FROM users") == [("The local operator", "admin")]
    elsewhere = {"INJYANA_ENVIRONMENT": "production", "INJYANA_REDIS": "redis://:a@127.0.0.1:1/0"}
    elsewhere |= {"INJYANA_DATABASE": "postgresql://a:b@127.0.0.1:1/c", "INJYANA_MASTER_KEYS": f"a:{'A' * 43}="}
    with pytest.raises(Refused, match="INJYANA_ADMIN_TOKEN"):
        run(desk, "list", **elsewhere)
    admin = desk.staff("aline@example.rw")
    told = elsewhere | {"INJYANA_ADMIN_TOKEN": admin.tokens["access_token"]}
    assert run(desk, "list", "--json", **told) == []
    person = desk.signed_in("someone@example.rw")
    with pytest.raises(Refused, match="role artist"):
        run(desk, "secret", "radio-1", INJYANA_ADMIN_TOKEN=person.tokens["access_token"])
    desk.execute("UPDATE users SET standing = 'suspended' WHERE name = 'The local operator'")
    with pytest.raises(Refused, match="suspended"):
        run(desk, "list")


def test_what_is_away_is_said(desk: Office) -> None:
    with pytest.raises(Outage, match="injyana up"):
        run(desk, "list", INJYANA_IDENTITY=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(DatabaseAway):
        run(desk, "list", INJYANA_DATABASE="postgresql://injyana:x@127.0.0.1:1/none")
