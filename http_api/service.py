"""The parts that every HTTP service over PostgreSQL has."""

from dataclasses import dataclass

from http_api.callers import Callers
from http_api.database import Database
from kernel.clock import Clock


@dataclass(slots=True, kw_only=True)
class Service:
    """What a call needs; a service's own parts are in a subclass.

    A body may have `body_bytes` and take `body_seconds`. `stopping` is set when the process is to end: it is no longer
    ready then.
    """

    database: Database
    callers: Callers
    clock: Clock
    body_bytes: int
    body_seconds: float
    database_answers: bool = False
    stopping: bool = False

    def waits_for(self) -> str | None:
        """What is missing to do the service's work; None when nothing is."""
        if self.stopping:
            return "the end: shutting down"
        if not self.callers.ready:
            return "keys"
        return None if self.database_answers else "PostgreSQL"
