"""What a use case works with: one transaction, the time, the tariffs, and the way to change a verdict."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kernel.events.plays import ScoredPlay, Verdict
from review.database import Db
from review.tariffs import Tariffs


class Apply(Protocol):
    """Gives plays another verdict within the open transaction; those returned were changed."""

    def __call__(
        self, db: Db, event_ids: Collection[str], verdict: Verdict, by: str, decision_id: UUID, now: datetime
    ) -> list[ScoredPlay]: ...


@dataclass(frozen=True, slots=True)
class Work:
    """One request's work. Whatever it does happens together with its transaction, or not at all."""

    db: Db
    now: datetime
    tariffs: Tariffs
    apply: Apply
