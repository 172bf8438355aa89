"""How a client proves who it is: by a signed assertion (RFC 7523, private_key_jwt), or a secret (RFC 6749, 2.3.1)."""

import base64
import binascii
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote_plus
from uuid import UUID

import jwt

from http_api.database import Row, row, run
from identity.clients.refusals import invalid_client, invalid_request
from identity.clients.statements import SQL
from identity.desk import Work
from identity.one_time import token_hash
from kernel.possession.keys import device_key

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST: Final = timedelta(minutes=10)
"""How long an assertion may be good for: so long its id is remembered."""
LEEWAY_SECONDS: Final = 5
JTI_CHARS: Final = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """What a request came with: an assertion, or an id and a secret."""

    client_id: UUID
    secret: str | None = None
    assertion: str | None = None


def proof_of(form: Mapping[str, str], authorization: str | None) -> Proof:
    """The one way in which the request proves its client. OAuthError on none, or two."""
    ways = [authorization is not None, "client_secret" in form, "client_assertion" in form]
    if sum(ways) != 1:
        raise invalid_request("prove the client in one way: a client_assertion, or a secret")
    if "client_assertion" in form:
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise invalid_request(f"client_assertion_type is to be {ASSERTION_TYPE}")
        named = _unverified(form["client_assertion"]).get("sub")
        if form.get("client_id", named) != named:
            raise invalid_client()
        return Proof(_id(named), assertion=form["client_assertion"])
    if authorization is not None:
        return _basic(authorization)
    return Proof(_id(form.get("client_id")), secret=form["client_secret"])


async def prove(work: Work, proof: Proof, audiences: Collection[str]) -> Row:
    """The row of the client that the proof is of. OAuthError, which never says why."""
    found = await row(work.db, SQL["client_to_prove"], {"client_id": proof.client_id})
    if proof.secret is not None:
        kept = bytes(found["secret_hash"]) if found and found["secret_hash"] else b""
        good = hmac.compare_digest(token_hash(proof.secret), kept)
    else:
        key = found["public_key"] if found else None
        good = key is not None and await _asserted(work, proof, key, audiences)
    if not good or found is None or found["standing"] != "active":
        raise invalid_client()
    return found


async def _asserted(work: Work, proof: Proof, jwk: Mapping[str, Any], audiences: Collection[str]) -> bool:
    """Whether the assertion is signed with the key, meant for us, fresh, and new."""
    key = device_key(jwk)
    try:
        claims = jwt.decode(
            proof.assertion or "",
            key.public,
            algorithms=[key.jws_algorithm],
            audience=list(audiences),
            issuer=str(proof.client_id),
            subject=str(proof.client_id),
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud", "sub", "jti"]},
        )
    except (jwt.InvalidTokenError, ValueError, TypeError):
        return False
    jti, expires = claims["jti"], claims["exp"]
    latest = (work.now + LONGEST).timestamp()
    if not isinstance(jti, str) or not 0 < len(jti) <= JTI_CHARS or "\0" in jti or expires > latest:
        return False
    values = {"client_id": proof.client_id, "jti": jti, "expires": expires + LEEWAY_SECONDS}
    return bool(await run(work.db, SQL["assertion_put"], values))


def _unverified(assertion: str) -> dict[str, Any]:
    """What it claims, to find the key that it is to be verified with."""
    try:
        found: dict[str, Any] = jwt.decode(assertion, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise invalid_client() from None
    return found


def _basic(authorization: str) -> Proof:
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise invalid_client() from None
    if scheme.lower() != "basic" or not colon:
        raise invalid_client()
    return Proof(_id(unquote_plus(name)), secret=unquote_plus(secret))


def _id(text: Any) -> UUID:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        raise invalid_client() from None
