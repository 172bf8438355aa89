"""What the review service is told from outside."""

from kernel.settings import TokenSettings


class ReviewSettings(TokenSettings):
    """Settings of the review service. Times in seconds."""

    review_host: str = "127.0.0.1"
    review_port: int = 19082
    people_audience: str = "injyana-review"
    """Of tokens of people."""
    source_audience: str = "injyana-gateway"
    """Of tokens of sources, which appeal with what they report with."""
    connections: int = 8
    """To PostgreSQL; a request that waits longer than 2 s for one is answered with 503."""
    body_seconds: float = 10.0
    header_seconds: float = 10.0
    max_requests: int = 128
    """Requests in work at once; more are answered with 503."""
    drain_seconds: float = 1.0
    """How long a service that is to stop goes on serving while it says that it is not ready."""
