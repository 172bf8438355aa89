"""Attacks on people's accounts, each tried and refused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import AsyncCursor

from identity import limits
from identity.keys import SigningKey, public_jwk
from identity.tokens import PEOPLE_AUDIENCES, token_for_client, token_for_person
from tests.integration.identity_people.office import PHRASE, Office, Person

INJECTIONS = ("' OR '1'='1", "'; DROP TABLE users; --", "\\'; SELECT pg_sleep(9); --", "%(name)s {} $1", "a\\u0000b")


def claims(person: Person, **changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    told = {
        "iss": "injyana",
        "aud": PEOPLE_AUDIENCES,
        "sub": person.user_id,
        "iat": now,
        "exp": now + timedelta(minutes=5),
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


FORGED: dict[str, Callable[[Office, Person], str]] = {
    "alg none": lambda _office, person: jwt.encode(claims(person), "", algorithm="none"),
    "the public key as a secret": lambda office, person: jwt.encode(
        claims(person),
        public_jwk(office.service.desk.signer.key.private)["x"],
        "HS256",
        {"kid": office.service.desk.signer.key.key_id},
    ),
    "another key under our key's name": lambda office, person: token_for_person(
        person.user_id, SigningKey(Ed25519PrivateKey.generate(), office.service.desk.signer.key.key_id)
    )[0],
    "a key of its own": lambda _office, person: token_for_person(
        person.user_id, SigningKey(made := Ed25519PrivateKey.generate(), public_jwk(made)["kid"])
    )[0],
    "another audience": lambda office, person: jwt.encode(
        claims(person, aud="elsewhere"), office.service.desk.signer.key.private, "EdDSA",
        {"kid": office.service.desk.signer.key.key_id},
    ),
    "a source's": lambda office, person: token_for_client(person.user_id, office.service.desk.signer.key)[0],
    "expired": lambda office, person: token_for_person(
        person.user_id, office.service.desk.signer.key, timedelta(minutes=-1)
    )[0],
    "without an end": lambda office, person: jwt.encode(
        claims(person, exp=None), office.service.desk.signer.key.private, "EdDSA",
        {"kid": office.service.desk.signer.key.key_id},
    ),
    "another issuer": lambda office, person: jwt.encode(
        claims(person, iss="elsewhere"), office.service.desk.signer.key.private, "EdDSA",
        {"kid": office.service.desk.signer.key.key_id},
    ),
    "of nobody": lambda office, _person: token_for_person("nobody", office.service.desk.signer.key)[0],
    "changed": lambda _office, person: person.tokens["access_token"][:-6] + "AAAAAA",
    "too long": lambda _office, person: person.tokens["access_token"] + "A" * 5000,
    "a refresh token": lambda _office, person: str(person.tokens["refresh_token"]),
}  # fmt: skip


def test_tokens_that_are_not_ours_open_nothing(office: Office) -> None:
    person = office.signed_in()
    for what, forge in FORGED.items():
        answer = office.call("GET", "/api/v1/me", Authorization=f"Bearer {forge(office, person)}")
        assert answer.status_code in (401, 403), (what, answer.text)
        assert (answer.status_code == 403) is (what == "a source's"), what
    assert person.call("GET", "/api/v1/me").status_code == 200


def test_answers_do_not_tell_whether_an_account_exists(office: Office) -> None:
    person = office.register()
    known, unknown = person.login, "nobody@example.rw"

    def both(path: str, status: int, said: Callable[[str], Any]) -> None:
        answers = [
            office.call("POST", path, said(login), X_Real_IP=f"198.51.100.{n}")
            for n, login in enumerate((known, unknown))
        ]
        assert [answer.status_code for answer in answers] == [status] * 2, path
        texts = [set(answer.json()) for answer in answers]
        assert texts[0] == texts[1]
        if status >= 400:
            assert answers[0].json() == answers[1].json()

    both("/api/v1/sign-in", 401, lambda login: {"login": login, "password": "wrong wrong wrong"})
    both("/api/v1/password-resets", 202, lambda login: {"login": login})
    both(
        "/api/v1/registrations",
        202,
        lambda login: {"name": "x", "role": "dj", "email": login, "password": "gitari ya kera cyane"},
    )
    for path in ("password-resets", "registrations"):
        ids = [office.post(f"/api/v1/{path}", {"login": login} if path == "password-resets" else
                {"name": "x", "role": "dj", "email": login, "password": "gitari ya kera cyane"}, 202)
               for login in (known, unknown)]  # fmt: skip
        office.work()
        said = {"code": "00000000"} | ({"password": PHRASE} if path == "password-resets" else {})
        answers = [office.call("POST", f"/api/v1/{path}/{next(iter(each.values()))}/confirm", said) for each in ids]
        assert [answer.json() for answer in answers] == [answers[0].json()] * 2
        assert answers[0].status_code == 422


def test_the_same_work_is_done_for_nobody_as_for_somebody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted and not timed: statements, hashes and messages are as many either way."""
    person = office.register()
    statements: list[str] = []
    execute = AsyncCursor.execute

    async def counted(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        statements.append(str(query)[:60])
        return await execute(self, query, *rest, **more)

    monkeypatch.setattr(AsyncCursor, "execute", counted)

    def work(path: str, said: Any) -> tuple[list[str], int]:
        statements.clear()
        before = office.service.desk.passwords.verified
        office.call("POST", path, said)
        return [each for each in statements if each != "SELECT"], office.service.desk.passwords.verified - before

    known, unknown = person.login, "nobody@example.rw"
    for path, said in (
        ("/api/v1/sign-in", lambda login: {"login": login, "password": "wrong wrong wrong"}),
        ("/api/v1/sign-in", lambda login: {"login": f"{login}\u00a0!", "password": "wrong wrong wrong"}),
        ("/api/v1/password-resets", lambda login: {"login": login}),
        (
            "/api/v1/registrations",
            lambda login: {"name": "x", "role": "dj", "email": login, "password": "gitari ya kera"},
        ),
    ):
        first, second = work(path, said(known)), work(path, said(unknown))
        assert first == second, path
        assert len(first[0]) > 0
        assert first[1] == (1 if path.endswith("sign-in") else 0)


def test_whoever_has_an_account_is_told_so_by_mail_and_it_stays_as_it_is(office: Office) -> None:
    person = office.register()
    said = {"name": "thief", "role": "dj", "email": person.login, "password": "gitari ya kera cyane"}
    asked = office.post("/api/v1/registrations", said, 202)
    office.work()
    assert "usanganywe" in office.mails()[-1].read_text()
    for _ in range(limits.CODE_TRIES):
        office.post(f"/api/v1/registrations/{asked['registration_id']}/confirm", {"code": "00000000"}, 422)
    office.sign_in(person.login)
    office.sign_in(person.login, "gitari ya kera cyane", 401)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/v1/registrations", {"role": "admin"}),
        ("/api/v1/registrations", {"role": "reviewer"}),
        ("/api/v1/registrations", {"standing": "active"}),
        ("/api/v1/registrations", {"user_id": str(uuid4())}),
        ("/api/v1/registrations", {"invited_by": None}),
        ("/api/v1/registrations", {"artist_id": "artist-1"}),
        ("/api/v1/registrations", {"phone": "0788123456"}),
        ("/api/v1/registrations", {"name": "a\nb"}),
        ("/api/v1/registrations", {"password": "password1234"}),
    ],
    ids=str,
)
def test_nobody_gives_themselves_more_than_they_may(office: Office, path: str, said: dict[str, Any]) -> None:
    good = {"name": "x", "role": "dj", "email": "x@example.rw", "password": PHRASE}
    assert office.call("POST", path, good | said).status_code == 422
    assert office.rows("SELECT * FROM registrations") == []


def test_a_code_is_guessed_five_times_and_never_again(office: Office) -> None:
    said = {"name": "x", "role": "dj", "email": "x@example.rw", "password": PHRASE}
    path = f"/api/v1/registrations/{office.post('/api/v1/registrations', said, 202)['registration_id']}/confirm"
    code = office.code()
    wrong = str((int(code) + 1) % 10**8).zfill(8)
    for _ in range(limits.CODE_TRIES):
        office.post(path, {"code": wrong}, 422)
    office.post(path, {"code": code}, 422)
    assert office.rows("SELECT * FROM users") == []


def test_a_code_expires_and_is_for_its_own_registration(office: Office) -> None:
    asked = [
        office.post(
            "/api/v1/registrations", {"name": "x", "role": "dj", "email": f"{n}@example.rw", "password": PHRASE}, 202
        )
        for n in range(2)
    ]
    code = office.code()
    office.post(f"/api/v1/registrations/{asked[0]['registration_id']}/confirm", {"code": code}, 422)
    office.later(minutes=16)
    office.post(f"/api/v1/registrations/{asked[1]['registration_id']}/confirm", {"code": code}, 422)


def test_an_invitation_is_no_registration_and_the_other_way_round(office: Office) -> None:
    admin = office.staff("aline@example.rw")
    said = {"name": "Bosco", "role": "admin", "email": "bosco@example.rw"}
    invited = admin.call("POST", "/api/v1/invitations", said).json()["invitation_id"]
    code = office.code()
    office.post(f"/api/v1/registrations/{invited}/confirm", {"code": code}, 422)
    asked = office.post(
        "/api/v1/registrations", {"name": "x", "role": "dj", "email": "x@example.rw", "password": PHRASE}, 202
    )
    path = f"/api/v1/invitations/{asked['registration_id']}/accept"
    office.post(path, {"code": office.code(), "password": PHRASE}, 422)
    assert admin.call("DELETE", f"/api/v1/invitations/{asked['registration_id']}").status_code == 404
    assert admin.call("DELETE", f"/api/v1/invitations/{invited}").status_code == 204
    office.post(f"/api/v1/invitations/{invited}/accept", {"code": code, "password": PHRASE}, 422)


def test_passwords_are_tried_slower_and_slower_by_account_and_by_network(office: Office) -> None:
    person = office.register()

    def wrong(login: str, address: str = "192.0.2.7") -> int:
        said = {"login": login, "password": "wrong wrong wrong"}
        return office.call("POST", "/api/v1/sign-in", said, X_Real_IP=address).status_code

    office.now = datetime.now(UTC)
    for login in (person.login, "nobody@example.rw"):
        assert [wrong(login, f"198.51.100.{n}") for n in range(7)] == [401] * 5 + [429] * 2
    answer = office.call(
        "POST", "/api/v1/sign-in", {"login": person.login, "password": PHRASE}, X_Real_IP="203.0.113.1"
    )
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    office.later(seconds=1)
    assert wrong(person.login) == 401
    office.later(seconds=1)
    assert wrong(person.login) == 429
    office.later(seconds=1)
    office.sign_in(person.login)
    assert wrong(person.login) == 401
    statuses = [wrong(f"{n}@example.rw", "203.0.113.9") for n in range(55)]
    assert statuses == [401] * 50 + [429] * 5
    office.later(hours=25)
    assert wrong(person.login, "203.0.113.9") == 401


def test_text_that_is_sql_is_text(office: Office) -> None:
    admin = office.staff("aline@example.rw")
    for text in INJECTIONS:
        for path, said in (
            ("/api/v1/sign-in", {"login": text, "password": text}),
            ("/api/v1/password-resets", {"login": text}),
            ("/api/v1/refresh", {"refresh_token": text}),
            ("/api/v1/sign-in/code", {"challenge": text, "code": text}),
            ("/api/v1/registrations", {"name": text, "role": "dj", "email": "x@example.rw", "password": text + PHRASE}),
            ("/api/v1/invitations", {"name": text, "role": "analyst", "email": f"{uuid4()}@example.rw"}),
            ("/api/v1/service-accounts", {"name": text, "source_id": text, "source_type": "radio", "stations": [text],
                                          "scopes": ["plays:report"]}),
        ):  # fmt: skip
            content = json.dumps(said).replace("\\\\u0000", "\\u0000")
            headers = admin.headers() | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
            answer = office.client.post(path, content=content, headers=headers)
            assert answer.status_code < 500, (path, text, answer.text)
        for name in ("object_kind", "object_id", "made_by", "cursor"):
            answer = office.client.get("/api/v1/audit", params={name: text}, headers=admin.headers())
            assert answer.status_code in (200, 422)
        answer = office.client.get(f"/api/v1/people/{text}", headers=admin.headers())
        assert answer.status_code in (404, 422)
    assert office.rows("SELECT count(*) FROM users") == [(1,)]


def test_bodies_that_are_too_large_are_not_read(office: Office) -> None:
    large = json.dumps({"login": "x" * (limits.BODY_BYTES + 1), "password": "x"})
    headers = {"Content-Type": "application/json"}
    assert office.client.post("/api/v1/sign-in", content=large, headers=headers).status_code == 413
    answer = office.client.post("/api/v1/sign-in", json={"login": "x" * 300, "password": "y" * 600})
    assert answer.status_code == 422
    assert "xxx" not in answer.text
    assert "yyy" not in answer.text


def test_what_is_stored_tells_a_thief_of_the_database_nothing(office: Office) -> None:
    person = office.signed_in("mutoni@example.rw")
    office.staff("aline@example.rw")
    office.post("/api/v1/password-resets", {"login": person.login}, 202)
    tables = ("users", "registrations", "messages", "sessions", "refresh_tokens", "sign_in_challenges", "totp_secrets",
              "recovery_codes", "audit_log", "throttles", "password_resets", "idempotent_requests")  # fmt: skip
    for table in tables:
        for (text,) in office.rows(f"SELECT convert_to(t::text, 'UTF8') FROM {table} t"):
            for secret in ("mutoni@example", PHRASE, person.tokens["refresh_token"], "192.0.2.7", "example.rw"):
                assert secret.encode() not in bytes(text), (table, secret)
                assert secret.encode().hex().encode() not in bytes(text), (table, secret)


def test_what_is_remembered_of_a_request_is_no_plain_hash_of_its_password(office: Office) -> None:
    said = {"name": "x", "role": "dj", "email": "x@example.rw", "password": PHRASE}
    first = office.call("POST", "/api/v1/registrations", said, Idempotency_Key="k")
    again = office.call("POST", "/api/v1/registrations", said, Idempotency_Key="k")
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    content = first.request.content
    plain = sha256(b"\x00".join((b"POST", b"/api/v1/registrations", content))).digest()
    assert office.rows("SELECT fingerprint = %s FROM idempotent_requests", plain) == [(False,)]
