"""Accounts from the first code to a forgotten password, over real HTTP."""

from http_api.permissions import Role
from tests.integration.identity_people.office import PHRASE, Office


def test_a_person_registers_by_e_mail_or_phone_and_signs_in(office: Office) -> None:
    for login in ("mutoni@example.rw", "0788123456"):
        person = office.signed_in(login)
        me = person.get("/api/v1/me")
        assert (me["role"], me["user_id"], me["two_factors"]) == ("artist", person.user_id, False)
        assert (me["email"], me["phone"]) == ((login, None) if "@" in login else (None, "+250788123456"))
    office.sign_in("+250 788 123 456")
    office.sign_in("MUTONI@EXAMPLE.RW")


def test_staff_are_invited_and_need_a_second_factor(office: Office) -> None:
    admin = office.staff("aline@example.rw")
    assert admin.get("/api/v1/me")["two_factors"]
    said = {"name": "Bosco", "role": "reviewer", "email": "bosco@example.rw"}
    invited = admin.call("POST", "/api/v1/invitations", said)
    assert invited.status_code == 201
    assert [each["name"] for each in admin.get("/api/v1/invitations")["invitations"]] == ["Bosco"]
    path = f"/api/v1/invitations/{invited.json()['invitation_id']}/accept"
    made = office.post(path, {"code": office.code(), "password": PHRASE}, 201)
    challenged = office.sign_in("bosco@example.rw")
    assert challenged["tokens"] is None
    assert challenged["challenged"]["needs"] == "enrolment"
    assert admin.get(f"/api/v1/people/{made['user_id']}")["role"] == Role.REVIEWER.value


def test_a_forgotten_password_is_set_anew_and_ends_every_session(office: Office) -> None:
    person = office.signed_in()
    asked = office.post("/api/v1/password-resets", {"login": person.login}, 202)
    new = "igicu cyera kuri gare ya Huye"
    path = f"/api/v1/password-resets/{asked['reset_id']}/confirm"
    code = office.code()
    office.post(path, {"code": code, "password": new}, 204)
    office.post(path, {"code": code, "password": new}, 422)
    office.sign_in(person.login, PHRASE, 401)
    office.sign_in(person.login, new)
    office.post("/api/v1/refresh", {"refresh_token": person.tokens["refresh_token"]}, 401)
