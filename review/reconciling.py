"""What the last reconciliation found: by source and hour what became of what was accepted, and open gaps."""

from datetime import datetime
from typing import Any

from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.permissions import Permission
from review.database import row, rows
from review.reconciliation_shapes import ReconciledHour, Reconciliation, ReconciliationGap, ReconciliationRun
from review.work import Work

GAPS = 100
"""Open gaps of an answer: more than that are looked into with `injyana reconcile`."""
_Place = tuple[datetime, str]


def reconciliation(
    work: Work, by: Caller, source: str | None, missing: bool, cursor: str | None, limit: int
) -> Reconciliation:
    """The accounts of all sources, or of one; a source is shown its own alone. Problem 422 on a bad cursor."""
    hour, after = place_of(cursor, _Place) if cursor else (None, None)
    own = None if by.may(Permission.READ_RECONCILIATION) else by.subject
    who: dict[str, Any] = {"own": own, "source": source}
    place = {"hour": hour, "after": after, "missing": missing, "limit": limit + 1}
    found = rows(work.db, "reconciliation_accounts", who | place)
    last = found[limit - 1] if len(found) > limit else None
    run = row(work.db, "reconciliation_run", {})
    return Reconciliation(
        last_run=ReconciliationRun(**run) if run else None,
        gaps=[ReconciliationGap(**each) for each in rows(work.db, "reconciliation_gaps", who | {"limit": GAPS})],
        hours=[ReconciledHour(**each) for each in found[:limit]],
        next_cursor=cursor_of(last["hour"], last["source_id"]) if last else None,
    )
