"""A service account as a client keeps it: its token is asked for, used, and asked for anew."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from client.keys import Key
from client.service_account import ASSERTION_TYPE, ServiceAccount
from client.tokens import NoToken

TOKEN = "http://identity/oauth/token"


class Services:
    """The identity service and the gateway: they answer with these statuses, and with 200 when there are no more."""

    def __init__(self, tokens: list[int] | None = None, gateway: list[int] | None = None, lasts: int = 900) -> None:
        self._tokens, self._gateway, self._lasts = tokens or [], gateway or [], lasts
        self.forms: list[dict[str, str]] = []
        self.shown: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if str(request.url) == TOKEN:
            form = parse_qs(request.content.decode())
            self.forms.append({name: value for name, (value,) in form.items()})
            said = {"access_token": f"token-{len(self.forms)}", "expires_in": self._lasts}
            return httpx.Response(self._tokens.pop(0) if self._tokens else 200, json=said)
        self.shown.append(request.headers["authorization"])
        return httpx.Response(self._gateway.pop(0) if self._gateway else 200)


def send(services: Services, credential: Key | str = "secret", times: int = 1) -> list[int]:
    account = ServiceAccount("http://identity/", "c-1", credential)
    with httpx.Client(transport=httpx.MockTransport(services), auth=account) as client:
        return [client.post("http://gateway/api/v1/plays", json={}).status_code for _ in range(times)]


def test_a_token_is_asked_for_once_and_used_until_it_ends() -> None:
    services = Services()
    assert send(services, times=3) == [200] * 3
    assert services.forms == [{"grant_type": "client_credentials", "client_id": "c-1", "client_secret": "secret"}]
    assert services.shown == ["Bearer token-1"] * 3
    soon_over = Services(lasts=60)
    send(soon_over, times=2)
    assert soon_over.shown == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize("make", [Key.p256, Key.ed25519], ids=["P-256", "Ed25519"])
def test_a_key_signs_what_proves_the_client(make: Callable[[], Key]) -> None:
    services, key = Services(), make()
    send(services, key)
    (form,) = services.forms
    assert form["client_assertion_type"] == ASSERTION_TYPE
    public = key.private.public_key()
    claims = jwt.decode(form["client_assertion"], public, ["ES256", "EdDSA"], audience=TOKEN, issuer="c-1")
    assert (claims["sub"], "client_secret" in form) == ("c-1", False)


def test_a_token_that_is_refused_is_asked_for_anew_once() -> None:
    services = Services(gateway=[401])
    assert send(services) == [200]
    assert services.shown == ["Bearer token-1", "Bearer token-2"]
    assert send(Services(gateway=[401, 401, 401])) == [401]


@pytest.mark.parametrize(("status", "later"), [(401, False), (400, False), (429, True), (503, True)])
def test_no_token_says_whether_to_ask_again(status: int, later: bool) -> None:
    with pytest.raises(NoToken, match=str(status)) as why:
        send(Services(tokens=[status]))
    assert why.value.later is later


def test_an_account_is_read_from_a_file_s_text() -> None:
    secret = ServiceAccount.load("http://identity", json.dumps({"client_id": "a", "client_secret": "b"}))
    keyed = ServiceAccount.load(
        "http://identity", json.dumps({"client_id": "a", "private_key": Key.p256().pem().decode()})
    )
    assert (secret.client_id, keyed.client_id) == ("a", "a")
    told: list[object] = [[], 7, {}, {"client_id": "a"}, {"client_id": "a", "private_key": 7}, {"private_key": ""}]
    told += [{"client_id": "a", "private_key": "b"}, {"client_id": 7, "client_secret": "b"}]
    for bad in ("", *map(json.dumps, told)):
        with pytest.raises(ValueError, match=r"."):
            ServiceAccount.load("http://identity", bad)
