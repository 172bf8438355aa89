"""What the identity service is told from outside."""

from http_api.settings import HttpSettings


class IdentitySettings(HttpSettings):
    """Settings of the identity service."""

    identity_host: str = "127.0.0.1"
    identity_port: int = 19083
    people_audience: str = "injyana-identity"
    """Of tokens of people."""
