"""The service account of a station or streaming service as httpx knows a sender: `httpx.Client(auth=account)`."""

import json
import time
from collections.abc import Generator
from typing import Any, Self
from uuid import uuid4

import httpx

from client.keys import Key
from client.signing import signed_jwt
from client.tokens import RENEW_SECONDS, NoToken

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
TRIES = 2
"""Of one request: it may need a new token."""
Flow = Generator[httpx.Request, httpx.Response, None]


class ServiceAccount(httpx.Auth):
    """Sends requests as one account, from one or several clients.

    Tokens are asked for when they are needed (NoToken), with the account's key (private_key_jwt, RFC 7523), or with its
    secret (RFC 6749, 2.3.1), which whoever sees it can use.
    """

    requires_response_body = True

    def __init__(self, identity: str, client_id: str, credential: Key | str) -> None:
        self.client_id = client_id
        self._url = f"{identity.rstrip('/')}/oauth/token"
        self._credential = credential
        self._token = ""
        self._renew_at = 0.0

    @classmethod
    def load(cls, identity: str, text: str) -> Self:
        """The account of a JSON text with client_id, and private_key (PKCS #8) or client_secret. ValueError."""
        told = json.loads(text)
        try:
            client_id, keyed = told["client_id"], "private_key" in told
            credential = told["private_key"] if keyed else told["client_secret"]
            if not isinstance(client_id, str) or not isinstance(credential, str):
                raise TypeError
            return cls(identity, client_id, Key.load(credential.encode()) if keyed else credential)
        except (KeyError, TypeError):
            raise ValueError("an account is a JSON object with client_id, and client_secret or private_key") from None

    def auth_flow(self, request: httpx.Request) -> Flow:
        for _ in range(TRIES):
            if time.monotonic() >= self._renew_at:
                yield from self._renew()
            request.headers["Authorization"] = f"Bearer {self._token}"
            answer = yield request
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                return
            self._renew_at = 0.0

    def _renew(self) -> Flow:
        answer = yield httpx.Request("POST", self._url, data={"grant_type": "client_credentials", **self._proof()})
        if not answer.is_success:
            raise NoToken(self.client_id, answer)
        said: dict[str, Any] = answer.json()
        self._token = said["access_token"]
        self._renew_at = time.monotonic() + said["expires_in"] - RENEW_SECONDS

    def _proof(self) -> dict[str, str]:
        if isinstance(self._credential, str):
            return {"client_id": self.client_id, "client_secret": self._credential}
        claims: dict[str, Any] = {"iss": self.client_id, "sub": self.client_id, "aud": self._url}
        claims |= {"jti": str(uuid4()), "exp": int(time.time()) + ASSERTION_SECONDS}
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed_jwt(self._credential, {}, claims)}
