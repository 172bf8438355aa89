"""What the reconciliation is told from outside."""

from kernel.settings import Settings


class ReconcileSettings(Settings):
    """The process's settings."""

    metrics_port: int = 19108
    reconcile_seconds: float = 300.0
    """From the end of one run to the beginning of the next."""
    patience_seconds: float = 30.0
    """How long a run waits for a stage to pass a mark."""
