"""What the review service is told from outside."""

from pathlib import Path

from kernel.settings import Settings


class ReviewSettings(Settings):
    """Settings of the review service. Times in seconds."""

    review_host: str = "127.0.0.1"
    review_port: int = 19082
    issuer: str = "injyana"
    people_audience: str = "injyana-review"
    """Of tokens of people."""
    source_audience: str = "injyana-gateway"
    """Of tokens of sources, which appeal with what they report with."""
    jwks: Path | None = None
    """The public keys of tokens, a JWK set, read again when it changes; public/jwks.json in the state folder if
    unset."""
    connections: int = 8
    """To PostgreSQL; a request that waits longer than 2 s for one is answered with 503."""
    body_seconds: float = 10.0
    header_seconds: float = 10.0
    max_requests: int = 128
    """Requests in work at once; more are answered with 503."""
    drain_seconds: float = 1.0
    """How long a service that is to stop goes on serving while it says that it is not ready."""

    @property
    def jwks_path(self) -> Path:
        return self.jwks or self.state_dir / "public" / "jwks.json"
