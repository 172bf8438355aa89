"""What the ledger's sink is told from outside."""

from kernel.settings import Settings


class TimescaleSinkSettings(Settings):
    """The sink's settings."""

    metrics_port: int = 19104
