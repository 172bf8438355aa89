"""A registered device as httpx knows a sender: `httpx.Client(auth=device)` proves and signs every request."""

import json
import time
from collections.abc import Generator, Mapping

import httpx

from client.keys import Key
from client.signing import proof, signature
from client.tokens import RENEW_SECONDS, NoToken

NONCE_SECONDS = 90
"""A nonce is used for so long; afterwards the device's own clock is tried again."""
TRIES = 3
"""Of one request: it may need a nonce, and a new token."""
Flow = Generator[httpx.Request, httpx.Response, None]


class Device(httpx.Auth):
    """Sends requests as one device, from one or several clients.

    Tokens are asked for when they are needed (NoToken). A server that does not trust the device's clock answers with a
    nonce; the request is then made again with it. What is still 401 or 403 after that is the answer: the device is
    suspended or revoked, or its key is not the registered one.
    """

    requires_request_body = True
    requires_response_body = True

    def __init__(self, identity: str, device_id: str, key: Key, fingerprint: Mapping[str, str] | None = None) -> None:
        self.identity = identity.rstrip("/")
        self.device_id = device_id
        self.key = key
        self._fingerprint = fingerprint
        self._token = ""
        self._renew_at = 0.0
        self._nonces: dict[str, tuple[str, float]] = {}

    def use(self, key: Key) -> None:
        """From now on the device's key is this one, which the identity service knows already."""
        self.key = key
        self._renew_at = 0.0

    def auth_flow(self, request: httpx.Request) -> Flow:
        for _ in range(TRIES):
            if time.monotonic() >= self._renew_at:
                yield from self._renew()
            self.prepare(request)
            answer = yield request
            if not self._wants_again(request, answer):
                return

    def prepare(self, request: httpx.Request) -> None:
        """Puts token, proof and, where there may be a body, the signature into the request's headers."""
        url = request.url.copy_with(query=None, fragment=None)
        made = proof(self.key, request.method, str(url), token=self._token, nonce=self._nonce(url))
        request.headers.update({"Authorization": f"DPoP {self._token}", "DPoP": made})
        if request.method not in ("GET", "HEAD"):
            request.headers.setdefault("Content-Type", "application/octet-stream")
            whole = str(request.url.copy_with(fragment=None))
            headers = dict(request.headers)
            request.headers.update(signature(self.key, request.method, whole, headers, request.content))

    def _renew(self) -> Flow:
        """Asks for a token, a second time where the first answer was a nonce. NoToken."""
        url = httpx.URL(f"{self.identity}/api/v1/devices/token")
        told = {"grant_type": "client_credentials", "client_id": self.device_id}
        if self._fingerprint is not None:
            told["fingerprint"] = json.dumps(self._fingerprint)
        for last in (False, True):
            headers = {"DPoP": proof(self.key, "POST", str(url), nonce=self._nonce(url))}
            request = httpx.Request("POST", url, headers=headers, data=told)
            answer = yield request
            if answer.is_success:
                said = answer.json()
                self._token = said["access_token"]
                self._renew_at = time.monotonic() + said["expires_in"] - RENEW_SECONDS
                return
            if not self._noted_nonce(request, answer) or last:
                raise NoToken(self.device_id, answer)

    def _wants_again(self, request: httpx.Request, answer: httpx.Response) -> bool:
        """Whether the server would take the request with a nonce, or with a new token."""
        noted = self._noted_nonce(request, answer)
        why = answer.headers.get("WWW-Authenticate", "") if answer.status_code == httpx.codes.UNAUTHORIZED else ""
        if 'error="invalid_token"' in why:
            self._renew_at = 0.0
            return True
        return noted and 'error="use_dpop_nonce"' in why

    def _noted_nonce(self, request: httpx.Request, answer: httpx.Response) -> bool:
        """Keeps the nonce of an answer for the server's next requests; whether there is one."""
        nonce = answer.headers.get("DPoP-Nonce")
        if nonce is not None:
            self._nonces[_origin(request.url)] = nonce, time.monotonic() + NONCE_SECONDS
        return nonce is not None

    def _nonce(self, url: httpx.URL) -> str | None:
        nonce, until = self._nonces.get(_origin(url), ("", 0.0))
        return nonce if time.monotonic() < until else None


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"
