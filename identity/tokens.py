"""Access tokens: EdDSA JWTs of service accounts, of devices and of people."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt

from identity.keys import SigningKey
from kernel.clock import Clock, system_clock
from kernel.tokens import OWN, REPORT

ISSUER = "injyana"
AUDIENCE = "injyana-gateway"
PEOPLE_AUDIENCES = ["injyana-review", "injyana-identity", "injyana-catalogue"]
"""A person signs in once for all services."""
CLIENT_LASTS = timedelta(minutes=15)
"""How long a service account's token lasts: its program asks for the next one with its secret or key."""
DEVICE_LASTS = timedelta(hours=1)
"""How long a device's token lasts: it asks for the next one itself, with a proof of its key."""
PEOPLE_HOURS = 12
"""How long a person's token lasts until people can sign in themselves: a working day. A suspended person is refused at
once."""


def token_for_client(
    source_id: str,
    key: SigningKey,
    lasts: timedelta = CLIENT_LASTS,
    clock: Clock = system_clock,
    scope: str = f"{OWN} {REPORT}",
    **more: str,
) -> tuple[str, datetime]:
    """A token of a program that speaks as the source, for these scopes, with more claims, and when it expires."""
    return _signed(source_id, AUDIENCE, key, lasts, clock, {**more, "scope": scope})


def token_for_device(
    source_id: str, thumbprint: str, key: SigningKey, lasts: timedelta = DEVICE_LASTS, clock: Clock = system_clock
) -> tuple[str, datetime]:
    """A source's token that is bound to the key of that thumbprint (RFC 9449, 6), and when it expires."""
    return _signed(source_id, AUDIENCE, key, lasts, clock, {"cnf": {"jkt": thumbprint}})


def token_for_person(
    user_id: str,
    key: SigningKey,
    lasts: timedelta = timedelta(hours=PEOPLE_HOURS),
    clock: Clock = system_clock,
    **more: str,
) -> tuple[str, datetime]:
    """A signed EdDSA JWT whose subject is the person, with more claims, and when it expires."""
    return _signed(user_id, PEOPLE_AUDIENCES, key, lasts, clock, more)


def _signed(
    subject: str, audience: str | list[str], key: SigningKey, lasts: timedelta, clock: Clock, more: Mapping[str, Any]
) -> tuple[str, datetime]:
    now = clock().replace(microsecond=0)
    expires = now + lasts
    claims = {"iss": ISSUER, "aud": audience, "sub": subject, "iat": now, "exp": expires, "jti": str(uuid4())}
    return jwt.encode({**more, **claims}, key.private, algorithm="EdDSA", headers={"kid": key.key_id}), expires
