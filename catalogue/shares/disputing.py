"""Disputes: while one is open, the money of what it is about is held."""

from typing import Any
from uuid import UUID, uuid4

from psycopg import errors

from catalogue import limits
from catalogue.changes import Change
from catalogue.pages import after_time, page_of
from catalogue.shares import refusals
from catalogue.shares.dividing import subject
from catalogue.shares.shapes import Dispute, DisputePage, DisputeSaid, DisputeState, Kind, RightType
from http_api.database import Db, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside

SQL = beside(__file__)


async def open_dispute(change: Change, said: DisputeSaid) -> Dispute:
    """The caller says that a division is wrong; anybody may of any song. Problem 404, 409, 422."""
    if said.right_type is not None and (said.right_type is RightType.COMPOSITION) != (said.kind is Kind.WORK):
        raise refusals.no_such_right(said.kind, said.right_type)
    await run(change.db, SQL["lock"], {"id": said.id})
    await subject(change.db, said.kind, said.id, None)
    waiting = await row(change.db, SQL["disputes_open"], {"me": change.person})
    if waiting is not None and waiting["open"] >= limits.OPEN_DISPUTES:
        raise refusals.too_many(limits.OPEN_DISPUTES)
    dispute_id = uuid4()
    values: dict[str, Any] = {
        "dispute_id": dispute_id,
        "song_id": said.id if said.kind is Kind.SONG else None,
        "work_id": said.id if said.kind is Kind.WORK else None,
        "right_type": said.right_type,
        "reason": said.reason,
        "me": change.person,
    }
    try:
        await run(change.db, SQL["dispute_put"], values)
    except errors.UniqueViolation:
        raise refusals.open_already() from None
    after = said.model_dump(mode="json")
    await change.record("dispute.opened", "dispute", str(dispute_id), None, after)
    return await _one(change, dispute_id)


async def settle(change: Change, dispute_id: UUID, resolution: str) -> Dispute:
    """Ends a dispute; the money is free again. Problem 404, 409."""
    return await _close(change, dispute_id, None, "settled", resolution)


async def withdraw(change: Change, dispute_id: UUID) -> Dispute:
    """Takes an own dispute back. Problem 404, 409."""
    return await _close(change, dispute_id, change.person, "withdrawn", None)


async def page(
    db: Db, me: UUID, own: str | None, state: DisputeState | None, cursor: str | None, limit: int
) -> DisputePage:
    """Disputes, the newest first; with `own`, those of the person and those about what this artist recorded."""
    values = after_time(cursor) | {"me": me, "own": own, "state": state, "limit": limit + 1}
    found, following = page_of(
        await rows(db, SQL["disputes"], values), limit, lambda last: (last["opened_at"], last["dispute_id"])
    )
    return DisputePage(disputes=[Dispute(**each) for each in found], next_cursor=following)


async def _close(
    change: Change, dispute_id: UUID, own: UUID | None, state: DisputeState, resolution: str | None
) -> Dispute:
    held = await row(change.db, SQL["dispute_hold"], {"dispute_id": dispute_id, "own": own})
    if held is None:
        raise not_found("dispute", str(dispute_id))
    if held["state"] != "open":
        raise refusals.closed(held["state"])
    values = {"dispute_id": dispute_id, "state": state, "resolution": resolution, "me": change.person}
    await run(change.db, SQL["dispute_close"], values)
    after = {"state": state, "resolution": resolution}
    await change.record(f"dispute.{state}", "dispute", str(dispute_id), {"state": "open"}, after)
    return await _one(change, dispute_id)


async def _one(change: Change, dispute_id: UUID) -> Dispute:
    found = await row(change.db, SQL["dispute"], {"dispute_id": dispute_id, "me": change.person})
    if found is None:
        raise LookupError("the dispute is there")
    return Dispute(**found)
