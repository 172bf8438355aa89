"""What the second look is told from outside."""

from kernel.settings import Settings


class SecondLookSettings(Settings):
    """The process's settings."""

    metrics_port: int = 19107
