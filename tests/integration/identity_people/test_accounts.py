"""Accounts from the first code to a forgotten password, over real HTTP."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from http_api.permissions import Role
from identity.passwords import Passwords
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


def test_whoever_was_invited_as_an_artist_that_was_merged_since_is_the_one_it_turned_out_to_be(office: Office) -> None:
    admin = office.staff("aline@example.rw")
    office.execute("INSERT INTO artists (artist_id, name) VALUES ('bin', 'The Bin'), ('ben', 'The Ben')")
    said = {"name": "Ben", "role": "artist", "email": "ben@example.rw", "artist_id": "bin"}
    path = f"/api/v1/invitations/{admin.call('POST', '/api/v1/invitations', said).json()['invitation_id']}/accept"
    office.execute("UPDATE artists SET merged_into = 'ben' WHERE artist_id = 'bin'")
    assert [each["artist_id"] for each in admin.get("/api/v1/invitations")["invitations"]] == ["ben"]
    made = office.post(path, {"code": office.code(), "password": PHRASE}, 201)
    assert admin.get(f"/api/v1/people/{made['user_id']}")["artist_id"] == "ben"
    assert office.rows("SELECT artist_id FROM artists WHERE user_id = %s", made["user_id"]) == [("ben",)]
    added = admin.get("/api/v1/audit", object_id=made["user_id"])["entries"][0]
    assert (added["action"], added["after"]["artist_id"]) == ("person.added", "ben")
    again = said | {"email": "other@example.rw"}
    path = f"/api/v1/invitations/{admin.call('POST', '/api/v1/invitations', again).json()['invitation_id']}/accept"
    office.post(path, {"code": office.code(), "password": PHRASE}, 409)


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


def test_a_password_is_hashed_anew_when_the_parameters_have_changed(office: Office) -> None:
    person = office.register()
    former = asyncio.run(Passwords(time_cost=2, memory_kib=512).hashed(PHRASE))
    office.execute("UPDATE users SET password_hash = %s", former)
    office.sign_in(person.login, "wrong wrong wrong", 401)
    assert office.rows("SELECT password_hash FROM users") == [(former,)]
    office.sign_in(person.login)
    ((fresh,),) = office.rows("SELECT password_hash FROM users")
    assert fresh.startswith("$argon2id$v=19$m=1024,t=1,p=1$")
    office.sign_in(person.login)
    assert office.rows("SELECT password_hash FROM users") == [(fresh,)]


def test_two_who_prove_one_address_at_once_make_one_account(office: Office) -> None:
    asked = []
    for _ in range(2):
        said = {"name": "x", "role": "dj", "email": "x@example.rw", "password": PHRASE}
        made = office.post("/api/v1/registrations", said, 202)
        asked.append((f"/api/v1/registrations/{made['registration_id']}/confirm", {"code": office.code()}))
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda each: office.call("POST", *each).status_code, asked))
    assert sorted(answers) == [201, 409]
    assert office.rows("SELECT count(*) FROM users") == [(1,)]
