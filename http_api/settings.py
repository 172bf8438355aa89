"""What every HTTP service over PostgreSQL is told from outside."""

from kernel.possession.dpop import Proofs
from kernel.possession.nonces import Nonces
from kernel.settings import ProofSettings


class HttpSettings(ProofSettings):
    """Settings of an HTTP service; its host, port and own ones are in a subclass. Times in seconds."""

    source_audience: str = "injyana-gateway"
    """Of tokens of sources, which use other services with what they report with."""
    connections: int = 8
    """To PostgreSQL; a request that waits longer than 2 s for one is answered with 503."""
    body_seconds: float = 10.0
    header_seconds: float = 10.0
    max_requests: int = 128
    """Requests in work at once; more are answered with 503."""
    drain_seconds: float = 1.0
    """How long a service that is to stop goes on serving while it says that it is not ready."""

    def proofs(self, told: str, port: int) -> Proofs:
        """What checks proofs of devices' keys, for the origins that `told` names. ValueError as `origins` says."""
        return Proofs(self.origins(told, port), Nonces(self.nonce_secret.get_secret_value().encode()))
