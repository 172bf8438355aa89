"""What the service says of itself."""

from typing import Final

from http_api.openapi import About
from identity.examples import EXAMPLES

ABOUT: Final = About(
    title="Injyana identity",
    version="1.0.0",
    text="""Who may say what: people with their sessions and roles, devices, and the services of stations. Tokens are
EdDSA JWTs, verified offline with the keys at `/.well-known/jwks.json`. Errors are problem documents (RFC 9457).
""",
    callers="Of a person (audience injyana-identity), or of a source (audience injyana-gateway).",
    examples=EXAMPLES,
)
