"""Settings of the fraud process."""

from kernel.settings import Settings


class FraudSettings(Settings):
    """`batch` plays are judged together at most."""

    metrics_port: int = 19102
    batch: int = 1000
