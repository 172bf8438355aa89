"""`injyana users`, as an operator uses it: the same rows as the service writes, and the way to the first admin."""

import json
from typing import Any

from typer.testing import CliRunner

from injyana.cli import app
from kernel.errors import Refused
from tests.integration.identity_people.office import PHRASE, Office


def users(office: Office, *arguments: str, fails: bool = False, **told: str) -> Any:
    environment = {"INJYANA_DATABASE": office.database, "INJYANA_STATE_DIR": str(office.folder)} | told
    done = CliRunner(env=environment).invoke(app, ["users", *arguments, "--json"])
    if fails:
        assert isinstance(done.exception, Refused), done.exception
        return str(done.exception)
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def test_the_first_admin_is_invited_and_signs_in(office: Office) -> None:
    made = users(office, "invite", "Aline", "--role", "admin", "--email", "aline@example.rw")
    path = f"/api/v1/invitations/{made['invitation_id']}/accept"
    office.post(path, {"code": made["code"], "password": PHRASE}, 201)
    assert office.sign_in("aline@example.rw")["challenged"]["needs"] == "enrolment"
    assert [each["name"] for each in users(office, "list")] == ["Aline"]
    logged = office.rows("SELECT made_by, action FROM audit_log ORDER BY entry_id")
    assert logged[0][0].startswith("operator:")
    assert [action for _, action in logged] == ["person.invited", "person.added"]


def test_what_cannot_be_done_is_said(office: Office) -> None:
    assert "--email or" in users(office, "invite", "Aline", "--role", "admin", fails=True)
    assert "no e-mail" in users(office, "invite", "Aline", "--role", "admin", "--email", "aline", fails=True)
    users(office, "add", "Aline", "--role", "admin")
    assert "already" in users(office, "add", "Aline", "--role", "reviewer", fails=True)
    suspended = users(office, "suspend", "Aline")
    assert suspended["standing"] == "suspended"
    assert users(office, "resume", suspended["user_id"])["standing"] == "active"


def test_a_token_of_the_operator_s_is_for_the_service_too(office: Office) -> None:
    made = users(office, "add", "Aline", "--role", "admin")
    answer = office.call("GET", "/api/v1/people", Authorization=f"Bearer {made['token']}")
    assert [each["name"] for each in answer.json()["people"]] == ["Aline"]
