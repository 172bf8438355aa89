"""Access tokens: EdDSA JWTs (RFC 7519, RFC 8037), verified offline against a file of public keys."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import jwt
import msgspec

from kernel.errors import Misconfigured
from kernel.problems import insufficient_scope, unauthorised

LOG = logging.getLogger(__name__)

CHECK_SECONDS: Final = 1.0
"""How soon a changed file of keys is noticed."""
REMEMBERED: Final = 50_000
"""Verified tokens kept, so that a signature is checked once and not at each request."""
LEEWAY_SECONDS: Final = 5
"""What the clocks of issuer and verifier may differ."""
TOKEN_CHARS: Final = 4096
REPORT: Final = "plays:report"
"""The scope (RFC 6749, 3.3) of reporting plays to the gateway."""
OWN: Final = "plays:own"
"""The scope of what a source may do with the other services: see its own plays, appeal, look songs up."""


class Granted(NamedTuple):
    """What a good token says: whose it is, and the thumbprint of the key that it is bound to (RFC 9449, 6), if any."""

    subject: str
    thumbprint: str | None


class Tokens:
    """Verifies tokens. When the file of keys changes it is read again, and what was verified before is forgotten."""

    def __init__(
        self,
        path: Path,
        issuer: str,
        audience: str,
        now: Callable[[], float] = time.time,
        check: float = CHECK_SECONDS,
        scope: str | None = None,
    ) -> None:
        """Where a `scope` is asked for, a token that is not bound to a key is to name it; where none is, no token may
        name any.
        """
        self._path = path
        self._issuer = issuer
        self._audience = audience
        self._scope = scope
        self._now = now
        self._check = check
        self._next_check = 0.0
        self._stamp: tuple[int, int, int] | None = None
        self._keys: dict[str, Any] = {}
        self._verified: dict[str, tuple[Granted, float]] = {}

    @property
    def ready(self) -> bool:
        """Whether there is a key to verify with."""
        self._refresh()
        return bool(self._keys)

    def subject(self, authorization: str | None) -> str:
        """The subject of a header `Authorization: Bearer …`, to whom the token was given. Problem 401, also for a token
        that is bound to a key: whoever has nothing but the token is not whom it was given to (RFC 9449, 7.2).
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthorised("Send the header Authorization: Bearer and the token.")
        granted = self.granted(token)
        if granted.thumbprint is not None:
            raise unauthorised("This token is bound to a key: send it as Authorization: DPoP, with a proof of the key.")
        return granted.subject

    def granted(self, token: str) -> Granted:
        """What a good token says, whichever way it came. Problem 401, 403 where its scopes do not reach so far."""
        self._refresh()
        found = self._verified.get(token)
        if found is not None and self._now() < found[1]:
            return found[0]
        claims = self._claims(token)
        granted = Granted(str(claims["sub"]), _thumbprint(claims.get("cnf")))
        limited = "scope" in claims or (self._scope is not None and granted.thumbprint is None)
        if limited and self._scope not in str(claims.get("scope", "")).split():
            raise insufficient_scope(self._scope)
        if len(self._verified) >= REMEMBERED:
            self._verified.clear()
        self._verified[token] = granted, float(claims["exp"])
        return granted

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            if len(token) > TOKEN_CHARS:
                raise jwt.InvalidTokenError("the token is too long")
            key = self._keys.get(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise jwt.InvalidTokenError("the token is signed with a key that is not in use")
            return jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise unauthorised(f"{error}.") from None

    def _refresh(self) -> None:
        now = self._now()
        if now < self._next_check:
            return
        self._next_check = now + self._check
        try:
            stat = self._path.stat()
            stamp = stat.st_mtime_ns, stat.st_size, stat.st_ino
            if stamp != self._stamp:
                self._keys = keys_of(self._path.read_bytes())
                self._verified.clear()
                self._stamp = stamp
        except (OSError, Misconfigured) as error:
            LOG.warning("the keys in %s cannot be read, the former ones stay: %s", self._path, error)


def _thumbprint(confirmation: Any) -> str | None:
    """The `jkt` of a claim `cnf`. Problem 401 where it binds the token to what cannot be checked here."""
    if confirmation is None:
        return None
    jkt = confirmation.get("jkt") if isinstance(confirmation, dict) else None
    if not isinstance(jkt, str):
        raise unauthorised("The token is bound to something else than a key's thumbprint.")
    return jkt


def keys_of(text: bytes) -> dict[str, Any]:
    """The public Ed25519 keys of a JWK set by key id. Misconfigured."""
    try:
        keys = msgspec.json.decode(text)["keys"]
        return {key["kid"]: jwt.PyJWK(key, "EdDSA").key for key in keys if key.get("kty") == "OKP"}
    except (ValueError, TypeError, KeyError, AttributeError, jwt.PyJWTError) as error:
        raise Misconfigured(f"not a JWK set of Ed25519 keys: {error!r}") from error
