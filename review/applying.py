"""Applying a decision: the plays' next revisions, by the one way that there is to change a verdict."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kernel.codec import Codecs
from kernel.events.plays import ScoredPlay, Verdict
from ledger.revisions import revise
from review.database import Db

REASON = {Verdict.ACCEPTED: "review_accepted", Verdict.REJECTED: "review_rejected"}


class Revisions:
    """A work.Apply: writes the revisions and puts them into the outbox, in the transaction of the decision.

    A confirmed verdict is a revision too: models learn from it, and no machine changes it again.
    """

    def __init__(self, codecs: Codecs) -> None:
        self._codecs = codecs

    def __call__(
        self, db: Db, event_ids: Collection[str], verdict: Verdict, by: str, decision_id: UUID, now: datetime
    ) -> list[ScoredPlay]:
        return revise(
            db,
            event_ids,
            verdict,
            by=by,
            human=True,
            decision_id=decision_id,
            reasons=(REASON[verdict],),
            now=now,
            codecs=self._codecs,
            confirm=True,
        )
