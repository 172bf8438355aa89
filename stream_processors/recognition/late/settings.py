"""What late matching is told from outside."""

from kernel.settings import Settings


class LateMatchingSettings(Settings):
    """The process's settings."""

    metrics_port: int = 19109
