"""Service accounts: proven by a signed assertion or a secret, limited by scopes, their stations in the source."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kernel.codec import Codec
from kernel.problems import Problem
from kernel.tokens import OWN, REPORT, Tokens
from kernel.topics import SOURCES
from tests.integration.identity_people.office import TOKEN_URL, Office, Person
from tests.integration.timescale.ledger import MemoryIds

PATH = "/api/v1/service-accounts"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def admin(office: Office) -> Person:
    return office.staff("aline@example.rw")


def made(admin: Person, source_id: str = "radio-isango", scopes: tuple[str, ...] = (REPORT, OWN)) -> dict[str, Any]:
    said = {"name": "Playout", "source_id": source_id, "source_type": "radio", "stations": ["isango"], "scopes": scopes}
    answer = admin.call("POST", PATH, said)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def secret_of(admin: Person, client_id: str) -> str:
    answer = admin.call("POST", f"{PATH}/{client_id}/secret")
    assert answer.status_code == 200
    return str(answer.json()["client_secret"])


def token(office: Office, status: int = 200, basic: tuple[str, str] | None = None, **form: str) -> Any:
    headers = {}
    if basic:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
    form = {"grant_type": "client_credentials"} | form
    answer = office.client.post("/oauth/token", data=form, headers=headers)
    assert answer.status_code == status, answer.text
    assert status != 200 or answer.headers["cache-control"] == "no-store"
    return answer.json()


def subject(office: Office, token: str, scope: str | None) -> str:
    verifier = Tokens(office.service.jwks, "injyana", "injyana-gateway", scope=scope)
    return verifier.subject(f"Bearer {token}")


def keyed(admin: Person, client_id: str, private: Any) -> httpx.Response:
    algorithm = jwt.algorithms.OKPAlgorithm if isinstance(private, Ed25519PrivateKey) else jwt.algorithms.ECAlgorithm
    jwk = algorithm.to_jwk(private.public_key(), as_dict=True)
    etag = admin.call("GET", f"{PATH}/{client_id}").headers["etag"]
    said = {"public_key": {name: value for name, value in jwk.items() if isinstance(value, str)}}
    return admin.call("PUT", f"{PATH}/{client_id}/key", said, If_Match=etag)


def assertion(office: Office, client_id: str, private: Any, algorithm: str = "EdDSA", **changes: Any) -> str:
    now = office.service.clock()
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": TOKEN_URL,
        "exp": now + timedelta(minutes=5),
        "jti": str(uuid4()),
    }
    claims |= changes
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, private, algorithm=algorithm)


def asserted(office: Office, text: str, status: int = 200) -> Any:
    return token(office, status, client_assertion_type=ASSERTION, client_assertion=text)


def test_a_secret_gets_a_token_of_the_source_for_its_scopes(office: Office, admin: Person) -> None:
    client = made(admin)
    secret = secret_of(admin, client["client_id"])
    found = token(office, basic=(client["client_id"], secret))
    assert (found["token_type"], found["expires_in"], found["scope"]) == ("Bearer", 900, f"{OWN} {REPORT}")
    assert (
        subject(office, found["access_token"], REPORT) == subject(office, found["access_token"], OWN) == "radio-isango"
    )
    narrow = token(office, client_id=client["client_id"], client_secret=secret, scope=REPORT)["access_token"]
    assert subject(office, narrow, REPORT) == "radio-isango"
    for other in (OWN, None):
        with pytest.raises(Problem, match="scope") as refused:
            subject(office, narrow, other)
        assert refused.value.status == 403
    assert office.call("GET", "/api/v1/people", Authorization=f"Bearer {narrow}").status_code == 403
    assert (
        token(office, 400, client_id=client["client_id"], client_secret=secret, scope="admin")["error"]
        == "invalid_scope"
    )


def test_the_source_is_published_with_its_stations(office: Office, admin: Person) -> None:
    client = made(admin)
    etag = admin.call("GET", f"{PATH}/{client['client_id']}").headers["etag"]
    changed = admin.call("PATCH", f"{PATH}/{client['client_id']}", {"stations": ["isango", "two"]}, If_Match=etag)
    assert changed.json()["stations"] == ["isango", "two"]
    codec = Codec(SOURCES, MemoryIds())
    rows = office.rows("SELECT key, value FROM outbox WHERE topic = 'sources' ORDER BY id")
    assert [(key, codec.decode(bytes(value)).stations) for key, value in rows] == [
        ("radio-isango", ("isango",)), ("radio-isango", ("isango", "two"))
    ]  # fmt: skip


def test_limit_and_district_stand_in_the_source(office: Office, admin: Person) -> None:
    said = {"name": "Playout", "source_id": "radio-7", "source_type": "radio", "stations": [], "scopes": [REPORT]}
    client = admin.call("POST", PATH, said | {"district": "Huye", "plays_per_minute": 900}).json()
    assert (client["district"], client["plays_per_minute"]) == ("Huye", 900)
    etag = admin.call("GET", f"{PATH}/{client['client_id']}").headers["etag"]
    changed = admin.call("PATCH", f"{PATH}/{client['client_id']}", {"plays_per_minute": 60}, If_Match=etag).json()
    assert (changed["district"], changed["plays_per_minute"], changed["stations"]) == ("Huye", 60, [])
    codec = Codec(SOURCES, MemoryIds())
    rows = office.rows("SELECT value FROM outbox WHERE topic = 'sources' ORDER BY id")
    found = [codec.decode(bytes(value)) for (value,) in rows]
    assert [(each.district, each.plays_per_minute) for each in found] == [("Huye", 900), ("Huye", 60)]
    assert admin.call("POST", PATH, said | {"plays_per_minute": -1}).status_code == 422


def test_accounts_of_one_source_are_found(admin: Person) -> None:
    first, second = made(admin, "radio-1"), made(admin, "radio-1")
    made(admin, "radio-2")
    found = admin.get(PATH, source_id="radio-1")["clients"]
    assert [each["client_id"] for each in found] == [second["client_id"], first["client_id"]]
    page = admin.get(PATH, source_id="radio-1", limit=1)
    (other,) = admin.get(PATH, source_id="radio-1", limit=1, cursor=page["next_cursor"])["clients"]
    assert other["client_id"] == first["client_id"]
    assert admin.get(PATH, source_id="nobody")["clients"] == []
    assert len(admin.get(PATH)["clients"]) == 3


@pytest.mark.parametrize("kind", ["EdDSA", "ES256"])
def test_a_signed_assertion_gets_a_token_once(office: Office, admin: Person, kind: str) -> None:
    client_id = made(admin)["client_id"]
    private = Ed25519PrivateKey.generate() if kind == "EdDSA" else generate_private_key(SECP256R1())
    assert keyed(admin, client_id, private).status_code == 200
    text = assertion(office, client_id, private, kind)
    assert subject(office, asserted(office, text)["access_token"], REPORT) == "radio-isango"
    assert asserted(office, text, 401)["error"] == "invalid_client"
    asserted(office, assertion(office, client_id, private, kind, aud="injyana"))


def test_a_key_takes_the_secret_away_and_private_ones_are_refused(office: Office, admin: Person) -> None:
    client_id = made(admin)["client_id"]
    secret = secret_of(admin, client_id)
    private = Ed25519PrivateKey.generate()
    keyed(admin, client_id, private)
    token(office, 401, basic=(client_id, secret))
    etag = admin.call("GET", f"{PATH}/{client_id}").headers["etag"]
    whole = jwt.algorithms.OKPAlgorithm.to_jwk(private, as_dict=True)
    assert admin.call("PUT", f"{PATH}/{client_id}/key", {"public_key": whole}, If_Match=etag).status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example"},
        {"iss": str(uuid4())},
        {"sub": str(uuid4())},
        {"jti": None},
        {"jti": "a\0b"},
        {"jti": "x" * 201},
        {"exp": None},
        {"exp": 1},
        {"exp": 9_999_999_999},
        {"sub": ["x"]},
    ],
    ids=str,
)
def test_assertions_that_do_not_fit_get_nothing(office: Office, admin: Person, changes: dict[str, Any]) -> None:
    client_id = made(admin)["client_id"]
    private = Ed25519PrivateKey.generate()
    keyed(admin, client_id, private)
    asserted(office, assertion(office, client_id, private, **changes), 401)


def test_forged_assertions_get_nothing(office: Office, admin: Person) -> None:
    client_id = made(admin)["client_id"]
    private = Ed25519PrivateKey.generate()
    keyed(admin, client_id, private)
    good = assertion(office, client_id, private)
    none = jwt.encode(jwt.decode(good, options={"verify_signature": False}), "", algorithm="none")
    for text in (none, assertion(office, client_id, Ed25519PrivateKey.generate()), good[:-4] + "AAAA", "x.y.z", ""):
        asserted(office, text, 401)


def test_a_suspended_client_gets_no_token(office: Office, admin: Person) -> None:
    client_id = made(admin)["client_id"]
    secret = secret_of(admin, client_id)
    etag = admin.call("GET", f"{PATH}/{client_id}").headers["etag"]
    assert admin.call("PATCH", f"{PATH}/{client_id}", {"standing": "suspended"}, If_Match=etag).status_code == 200
    token(office, 401, basic=(client_id, secret))


def test_a_source_of_another_kind_is_not_spoken_as(office: Office, admin: Person) -> None:
    office.execute("INSERT INTO devices (source_id, source_type, name) VALUES ('phone-1', 'phone', 'x')")
    said = {"name": "x", "source_id": "phone-1", "source_type": "radio", "stations": [], "scopes": [REPORT]}
    assert admin.call("POST", PATH, said).status_code == 409


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        ("", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=client_credentials", "application/json", "invalid_request"),
        ("grant_type=password", "application/x-www-form-urlencoded", "unsupported_grant_type"),
        ("grant_type=client_credentials", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=client_credentials&grant_type=x", "application/x-www-form-urlencoded", "invalid_request"),
        ("grant_type=client_credentials&client_id=%00", "application/x-www-form-urlencoded", "invalid_request"),
        ("\xff", "application/x-www-form-urlencoded", "invalid_request"),
    ],
)
def test_forms_that_are_not_as_described(office: Office, content: str, kind: str, error: str) -> None:
    answer = office.client.post("/oauth/token", content=content.encode("latin-1"), headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_form_that_is_too_large_is_413(office: Office) -> None:
    assert office.client.post("/oauth/token", data={"grant_type": "x" * 20_000}).status_code == 413
