"""What the second look is told from outside."""

from kernel.settings import Settings


class SecondLookSettings(Settings):
    """The process's settings."""

    metrics_port: int = 19107
    settle_seconds: float = 60.0
    """A finding is acted upon when it has not changed for so long, or after ten times as long whatever it does: while
    plays stream in, findings come and go, and each change would revise the same plays again."""
