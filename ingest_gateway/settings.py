"""What the gateway is told from outside."""

from kernel.settings import ProofSettings
from kernel.topics import DETECTIONS_BACKFILL, DETECTIONS_RAW


class GatewaySettings(ProofSettings):
    """Settings of the gateway. Times in seconds."""

    gateway_host: str = "127.0.0.1"
    gateway_port: int = 19080
    gateway_origins: str = ""
    """Under which origins devices reach it, such as https://api.example.rw, with blanks between them."""
    audience: str = "injyana-gateway"
    live_topic: str = DETECTIONS_RAW.name
    late_topic: str = DETECTIONS_BACKFILL.name
    """Tests and benchmarks publish into topics of their own."""
    body_seconds: float = 15.0
    """A body of 5 MB at 3 Mbit/s takes this long."""
    header_seconds: float = 10.0
    delivery_seconds: float = 5.0
    """After this an unacknowledged item is answered with retry; shorter than any client's request time-out of 10 s."""
    redis_seconds: float = 0.5
    """Redis slower than this is away."""
    remember_days: int = 31
    """Ids are remembered as long as a play is accepted, and a day."""
    max_in_flight: int = 100_000
    """Items handed to Kafka and not acknowledged; more are answered with retry."""
    max_requests: int = 512
    """Requests in work at once; more are answered with 503."""
    drain_seconds: float = 1.0
    """How long a gateway that is to stop goes on serving while it says that it is not ready."""
