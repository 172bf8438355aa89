"""The identity service as an administrator uses it: devices and service accounts."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
from pydantic import SecretStr

from client import enrolment
from client.device import Device
from client.keys import Key
from identity.master_keys import KeySettings
from injyana.local.http import trusting
from injyana.local.settings import LocalSettings
from injyana.senders.operator import operator_token
from kernel.errors import Outage, Refused

ANSWER_SECONDS: Final = 60.0
"""For some hundred devices at once, on a busy machine."""
DEVICES: Final = "/api/v1/devices"
ACCOUNTS: Final = "/api/v1/service-accounts"
PAGE: Final = 200


class Administrator:
    """Every call raises Refused where the service says no, and Outage where it gives no answer. Safe in threads."""

    def __init__(self, identity: str, token: str, http: httpx.Client) -> None:
        self.identity = identity
        self._token = token
        self._http = http

    def provide(self, devices: Sequence[Mapping[str, Any]]) -> None:
        """Makes devices, or changes what is known of them; all or none. Said again, it changes nothing."""
        self._call("POST", f"{DEVICES}/provision", {"devices": list(devices)})

    def code(self, said: Mapping[str, Any]) -> str:
        """A one-time code for a device of the administrator's."""
        return str(self._call("POST", f"{DEVICES}/codes", said)["code"])

    def enrol(self, said: Mapping[str, Any], key: Key) -> Device:
        """Registers a device of the administrator's, as its app does with a code."""
        code = self.code(said)
        with _answered(self.identity):
            return enrolment.register(self._http, self.identity, code, key)

    def once(self, url: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """What another service makes of it; what was made of the same some days ago is not made again."""
        name = uuid5(NAMESPACE_URL, f"{url} {sorted(said.items())}")
        return self._call("POST", url, said, headers={"Idempotency-Key": str(name)})

    def devices(self) -> Iterator[dict[str, Any]]:
        """Every source, by id."""
        query: dict[str, Any] | None = {"limit": PAGE}
        while query is not None:
            page = self._call("GET", DEVICES, query=query)
            yield from page["devices"]
            cursor = page["next_cursor"]
            query = {"limit": PAGE, "cursor": cursor} if cursor else None

    def stand(self, source_id: str, what: str) -> dict[str, Any]:
        """A source after suspend, resume or revoke."""
        return self._call("POST", f"{DEVICES}/{quote(source_id, safe='')}/{what}")

    def account(self, source_id: str) -> dict[str, Any] | None:
        """The newest service account of a source, if it has one."""
        found = self._call("GET", ACCOUNTS, query={"source_id": source_id, "limit": 1})["clients"]
        return dict(found[0]) if found else None

    def make_account(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Makes a service account, without secret and key yet."""
        return self._call("POST", ACCOUNTS, said)

    def secret(self, client_id: str) -> str:
        """Another secret for a service account; the former one works no more."""
        return str(self._call("POST", f"{ACCOUNTS}/{client_id}/secret")["client_secret"])

    def set_key(self, client_id: str, jwk: Mapping[str, str]) -> None:
        """Gives a service account a public key."""
        path = f"{ACCOUNTS}/{client_id}"
        etag = self._answer("GET", path).headers["etag"]
        self._call("PUT", f"{path}/key", {"public_key": dict(jwk)}, headers={"If-Match": etag})

    def _call(self, method: str, path: str, said: object = None, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._answer(method, path, said, **more).json()
        return found

    def _answer(
        self,
        method: str,
        path: str,
        said: object = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        named = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": str(uuid4()), **(headers or {})}
        url = path if path.startswith("http") else self.identity + path
        with _answered(url):
            return self._http.request(method, url, json=said, params=query, headers=named).raise_for_status()


@contextmanager
def _answered(url: str) -> Iterator[None]:
    try:
        yield
    except httpx.HTTPStatusError as error:
        answer = error.response
        if answer.is_client_error:
            raise Refused(f"{answer.request.url.path} refuses: {_why(answer)}") from error
        raise Outage(f"{answer.request.url} answers {answer.status_code}: {answer.text[:300]}") from error
    except httpx.TransportError as error:
        raise Outage(f"{url} does not answer: {error}; `injyana up` starts everything") from error


def _why(answer: httpx.Response) -> str:
    """What a problem document (RFC 9457) says."""
    try:
        said = answer.json()
        return f"{said['title']} {said.get('detail') or ''}".strip()
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{answer.status_code} {answer.text[:300]}"


@contextmanager
def administrator(identity: str, token: str, ca: Path | None = None) -> Iterator[Administrator]:
    """Whoever has this access token of an administrator's. `ca` is the authority of local services."""
    with httpx.Client(timeout=ANSWER_SECONDS, verify=trusting(ca)) as http:
        yield Administrator(identity.rstrip("/"), token, http)


@contextmanager
def local_administrator(local: LocalSettings) -> Iterator[Administrator]:
    """The operator of a local stack that runs. Refused, DatabaseAway."""
    settings = KeySettings(state_dir=local.state, database=SecretStr(local.database))
    with administrator(local.identity, operator_token(settings), local.ca) as found:
        yield found
