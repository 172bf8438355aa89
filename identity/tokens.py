"""Access tokens of sources."""

from datetime import datetime, timedelta
from uuid import uuid4

import jwt

from identity.keys import SigningKey
from kernel.clock import Clock, system_clock

ISSUER = "injyana"
AUDIENCE = "injyana-gateway"
DAYS = 30
"""How long a token lasts until devices can renew theirs themselves; a revoked source is refused at once."""


def token_for(
    source_id: str, key: SigningKey, lasts: timedelta = timedelta(days=DAYS), clock: Clock = system_clock
) -> tuple[str, datetime]:
    """A signed EdDSA JWT whose subject is the source, and when it expires."""
    now = clock().replace(microsecond=0)
    expires = now + lasts
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": source_id, "iat": now, "exp": expires, "jti": str(uuid4())}
    return jwt.encode(claims, key.private, algorithm="EdDSA", headers={"kid": key.key_id}), expires
