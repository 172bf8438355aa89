"""Sessions: tokens that rotate, a family that ends with a stolen one, and whose session is whose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import jwt
import pytest

from identity import limits
from identity.tokens import PEOPLE_AUDIENCES
from tests.integration.identity_people.office import PHRASE, Office


def refreshed(office: Office, token: str, status: int = 200) -> dict[str, str]:
    found: dict[str, str] = office.post("/api/v1/refresh", {"refresh_token": token}, status)
    return found


def test_an_access_token_is_for_every_service_and_short(office: Office) -> None:
    person = office.signed_in()
    keys = office.client.get("/.well-known/jwks.json").json()["keys"]
    token = person.tokens["access_token"]
    key = next(each for each in keys if each["kid"] == jwt.get_unverified_header(token)["kid"])
    for audience in PEOPLE_AUDIENCES:
        claims = jwt.decode(token, jwt.PyJWK(key).key, ["EdDSA"], audience=audience, issuer="injyana")
    assert (claims["sub"], claims["sid"]) == (person.user_id, person.tokens["session_id"])
    assert claims["exp"] - claims["iat"] == 15 * 60


def test_refresh_tokens_rotate_and_one_that_comes_twice_ends_the_session(office: Office) -> None:
    person = office.signed_in()
    first = person.tokens["refresh_token"]
    second = refreshed(office, first)["refresh_token"]
    third = refreshed(office, second)["refresh_token"]
    refreshed(office, first, 401)
    refreshed(office, third, 401)
    assert office.rows("SELECT ended_for FROM sessions") == [("reused",)]
    office.sign_in(person.login)


def test_of_two_refreshes_at_once_the_session_does_not_survive(office: Office) -> None:
    person = office.register()
    for _ in range(5):
        token = office.sign_in(person.login)["tokens"]["refresh_token"]
        with ThreadPoolExecutor(2) as both:
            answers = list(
                both.map(lambda t: office.call("POST", "/api/v1/refresh", {"refresh_token": t}), [token] * 2)
            )
        assert sorted(answer.status_code for answer in answers) == [200, 401]
        (good,) = [answer.json()["refresh_token"] for answer in answers if answer.status_code == 200]
        refreshed(office, good, 401)
    assert {why for (why,) in office.rows("SELECT ended_for FROM sessions")} == {"reused"}


def test_a_session_ends_by_itself_idle_or_old(office: Office) -> None:
    person = office.signed_in()
    token = person.tokens["refresh_token"]
    office.later(days=limits.SESSION_IDLE.days - 1)
    token = refreshed(office, token)["refresh_token"]
    office.later(days=limits.SESSION_IDLE.days - 1)
    token = refreshed(office, token)["refresh_token"]
    office.later(days=limits.SESSION_GOOD.days - 2 * (limits.SESSION_IDLE.days - 1))
    refreshed(office, token, 401)
    idle = office.sign_in(person.login)["tokens"]["refresh_token"]
    office.later(seconds=(limits.SESSION_IDLE + timedelta(seconds=1)).total_seconds())
    refreshed(office, idle, 401)


def test_sessions_are_listed_and_revoked_and_another_s_is_not_there(office: Office) -> None:
    person, other = office.signed_in(), office.signed_in("keza@example.rw")
    office.sign_in(person.login, User_Agent="Injyana for DJs")
    listed = person.sessions()
    assert [each["current"] for each in listed] == [False, True]
    assert (listed[0]["program"], listed[0]["address"]) == ("Injyana for DJs", "192.0.2.7")
    path = f"/api/v1/me/sessions/{listed[0]['session_id']}"
    assert other.call("DELETE", path).status_code == 404
    assert len(person.sessions()) == 2
    other_place = person.sessions()[0]["session_id"]
    assert person.call("DELETE", path).status_code == 204
    assert person.call("DELETE", path).status_code == 404
    assert other_place not in [each["session_id"] for each in person.sessions()]
    office.sign_in(person.login)
    assert person.call("DELETE", "/api/v1/me/sessions").status_code == 204
    assert [each["current"] for each in person.sessions()] == [True]
    assert len(other.sessions()) == 1


def test_signing_out_ends_the_session_and_is_harmless_twice(office: Office) -> None:
    person = office.signed_in()
    token = person.tokens["refresh_token"]
    office.post("/api/v1/sign-out", {"refresh_token": token}, 204)
    office.post("/api/v1/sign-out", {"refresh_token": token}, 204)
    office.post("/api/v1/sign-out", {"refresh_token": "nobody's"}, 204)
    refreshed(office, token, 401)
    answer = person.call("GET", "/api/v1/me")
    assert (answer.status_code, answer.json()["detail"]) == (401, "The token's session has ended.")


def test_a_suspension_counts_at_once_and_ends_every_session(office: Office) -> None:
    admin, person = office.staff("aline@example.rw"), office.signed_in()
    path = f"/api/v1/people/{person.user_id}"
    etag = admin.call("GET", path).headers["etag"]
    assert admin.call("PATCH", path, {"standing": "suspended"}).status_code == 428
    assert admin.call("PATCH", path, {"standing": "suspended"}, If_Match='"x"').status_code == 412
    changed = admin.call("PATCH", path, {"standing": "suspended"}, If_Match=etag)
    assert (changed.status_code, changed.json()["standing"]) == (200, "suspended")
    assert person.call("GET", "/api/v1/me").status_code == 401
    refreshed(office, person.tokens["refresh_token"], 401)
    office.sign_in(person.login, status=401)
    back = admin.call("PATCH", path, {"standing": "active"}, If_Match=changed.headers["etag"])
    assert back.status_code == 200
    office.sign_in(person.login)
    entries = admin.get("/api/v1/audit", object_kind="person", object_id=person.user_id)["entries"]
    assert [(each["action"], each["after"]) for each in entries][:2] == [
        ("person.changed", {"standing": "active"}), ("person.changed", {"standing": "suspended"})
    ]  # fmt: skip
    assert entries[0]["made_by"] == f"admin:{admin.user_id}"


def test_nobody_changes_their_own_role_or_standing(office: Office) -> None:
    admin = office.staff("aline@example.rw")
    path = f"/api/v1/people/{admin.user_id}"
    etag = admin.call("GET", path).headers["etag"]
    assert admin.call("PATCH", path, {"role": "analyst"}, If_Match=etag).status_code == 403
    assert admin.call("DELETE", f"{path}/second-factor").status_code == 403


def test_another_password_ends_the_other_sessions_only(office: Office) -> None:
    person = office.signed_in()
    other = office.sign_in(person.login)["tokens"]["refresh_token"]
    new = "igicu cyera kuri gare ya Huye"
    said = {"present": "wrong wrong wrong", "password": new}
    assert person.call("POST", "/api/v1/me/password", said).status_code == 401
    weak = person.call("POST", "/api/v1/me/password", {"present": PHRASE, "password": "password1234"})
    assert (weak.status_code, weak.json()["type"].rpartition(":")[2]) == (422, "bad-password")
    assert person.call("POST", "/api/v1/me/password", {"present": PHRASE, "password": new}).status_code == 204
    refreshed(office, other, 401)
    refreshed(office, person.tokens["refresh_token"])
    office.sign_in(person.login, PHRASE, 401)
    office.sign_in(person.login, new)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_app_works_once(office: Office, steps: int) -> None:
    admin = office.staff("aline@example.rw")
    office.later(minutes=5)
    code = office.app_code(admin, steps)

    def answer(code: str, status: int) -> None:
        challenge = office.sign_in(admin.login)["challenged"]
        assert challenge["needs"] == "code"
        office.post("/api/v1/sign-in/code", {"challenge": challenge["challenge"], "code": code}, status)

    answer(office.app_code(admin, 7), 422)
    answer(code, 200)
    answer(code, 422)
    answer(admin.recovery[0].upper(), 200)
    answer(admin.recovery[0], 422)
    answer(admin.recovery[1].replace("-", ""), 200)


def test_a_challenge_is_good_once_and_not_for_ever(office: Office) -> None:
    admin = office.staff("aline@example.rw")
    office.later(minutes=5)
    challenge = office.sign_in(admin.login)["challenged"]["challenge"]
    office.post("/api/v1/sign-in/enrolment", {"challenge": challenge}, 401)
    said = {"challenge": challenge, "code": office.app_code(admin)}
    office.post("/api/v1/sign-in/code", said, 200)
    office.later(minutes=5)
    office.post("/api/v1/sign-in/code", said | {"code": office.app_code(admin)}, 401)
    late = office.sign_in(admin.login)["challenged"]["challenge"]
    office.later(minutes=11)
    office.post("/api/v1/sign-in/code", {"challenge": late, "code": office.app_code(admin)}, 401)


def test_codes_of_the_app_are_throttled_over_challenges(office: Office) -> None:
    admin = office.staff("aline@example.rw")
    office.later(minutes=5)
    wrong = office.app_code(admin, 9)
    statuses = []
    for _ in range(8):
        challenge = office.sign_in(admin.login)["challenged"]["challenge"]
        answer = office.call("POST", "/api/v1/sign-in/code", {"challenge": challenge, "code": wrong})
        statuses.append(answer.status_code)
    assert statuses == [422] * 5 + [429] * 3


def test_whoever_wants_a_second_factor_sets_one_up_and_removes_it(office: Office) -> None:
    person = office.signed_in()
    person.totp = person.call("POST", "/api/v1/me/second-factor").json()["secret"]
    office.sign_in(person.login)["tokens"]["access_token"]  # not asked for before it is confirmed
    assert person.call("POST", "/api/v1/me/second-factor/confirm", {"code": "000000"}).status_code == 422
    confirmed = person.call("POST", "/api/v1/me/second-factor/confirm", {"code": office.app_code(person)})
    assert len(set(confirmed.json()["recovery_codes"])) == limits.RECOVERY_CODES
    assert confirmed.headers["cache-control"] == "no-store"
    assert person.call("POST", "/api/v1/me/second-factor").status_code == 409
    assert office.sign_in(person.login)["challenged"]["needs"] == "code"
    renewed = person.call(
        "POST", "/api/v1/me/second-factor/recovery-codes", {"code": confirmed.json()["recovery_codes"][0]}
    )
    assert renewed.status_code == 200
    removed = {"code": renewed.json()["recovery_codes"][3]}
    assert person.call("POST", "/api/v1/me/second-factor/remove", removed).status_code == 204
    office.sign_in(person.login)["tokens"]["access_token"]
    admin = office.staff("aline@example.rw")
    assert admin.call("POST", "/api/v1/me/second-factor/remove", {"code": admin.recovery[0]}).status_code == 403


def test_an_admin_takes_a_lost_second_factor_away(office: Office) -> None:
    admin, lost = office.staff("aline@example.rw"), office.staff("bosco@example.rw")
    path = f"/api/v1/people/{lost.user_id}/second-factor"
    assert admin.call("DELETE", path).status_code == 204
    assert admin.call("DELETE", path).status_code == 404
    refreshed(office, lost.tokens["refresh_token"], 401)
    assert office.sign_in(lost.login)["challenged"]["needs"] == "enrolment"
