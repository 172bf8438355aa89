"""Access tokens of sources and of people."""

from datetime import datetime, timedelta
from uuid import uuid4

import jwt

from identity.keys import SigningKey
from kernel.clock import Clock, system_clock

ISSUER = "injyana"
AUDIENCE = "injyana-gateway"
PEOPLE_AUDIENCES = ["injyana-review", "injyana-identity", "injyana-catalogue"]
"""A person signs in once for all services."""
DAYS = 30
"""How long a token lasts until devices can renew theirs themselves; a revoked source is refused at once."""
PEOPLE_HOURS = 12
"""How long a person's token lasts until people can sign in themselves: a working day. A suspended person is refused at
once."""


def token_for(
    source_id: str, key: SigningKey, lasts: timedelta = timedelta(days=DAYS), clock: Clock = system_clock
) -> tuple[str, datetime]:
    """A signed EdDSA JWT whose subject is the source, and when it expires."""
    return _signed(source_id, AUDIENCE, key, lasts, clock)


def token_for_person(
    user_id: str, key: SigningKey, lasts: timedelta = timedelta(hours=PEOPLE_HOURS), clock: Clock = system_clock
) -> tuple[str, datetime]:
    """A signed EdDSA JWT whose subject is the person, and when it expires."""
    return _signed(user_id, PEOPLE_AUDIENCES, key, lasts, clock)


def _signed(
    subject: str, audience: str | list[str], key: SigningKey, lasts: timedelta, clock: Clock
) -> tuple[str, datetime]:
    now = clock().replace(microsecond=0)
    expires = now + lasts
    claims = {"iss": ISSUER, "aud": audience, "sub": subject, "iat": now, "exp": expires, "jti": str(uuid4())}
    return jwt.encode(claims, key.private, algorithm="EdDSA", headers={"kid": key.key_id}), expires
