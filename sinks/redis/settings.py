"""What the live figures' sink is told from outside."""

from kernel.settings import Settings


class RedisSinkSettings(Settings):
    """The sink's settings."""

    metrics_port: int = 19105
