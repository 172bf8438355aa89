"""The parts of a running review service."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kernel.clock import Clock
from review.callers import Callers
from review.database import Database
from review.tariffs import Tariffs
from review.work import Apply, Work


@dataclass(slots=True)
class Service:
    """Everything that a call needs. `stopping` is set when the process is to end: it is no longer ready then."""

    database: Database
    callers: Callers
    tariffs: Tariffs
    apply: Apply
    clock: Clock
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

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction's work, committed at the end."""
        with self.database.transaction() as db:
            yield Work(db, self.clock(), self.tariffs, self.apply)
