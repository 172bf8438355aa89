"""The second person's part: confirming a proposed decision, which applies it, or declining it."""

from uuid import UUID

from http_api.callers import Caller
from http_api.refusals import not_found
from kernel.events.plays import Verdict
from ledger.revisions import newest
from review.database import row, rows, run
from review.deciding import hold_person, interested, people_of
from review.detail import decision_of
from review.parts import Objection, State, may_settle
from review.refusals import had_part, not_proposed, own_interest
from review.shapes import Decision
from review.work import Work


def settle(work: Work, by: Caller, decision_id: UUID, confirmed: bool, reason: str) -> Decision:
    """Confirms or declines a decision, once and for ever. Problem 403, 404, 409.

    Confirmed, it is applied to its plays, but for those that got another revision meanwhile; they are named in the
    answer. Declined, its plays wait again: those of an appeal there, the others in the queue.
    """
    hold_person(work, by)
    found = row(work.db, "decision_hold", {"decision_id": decision_id})
    if found is None:
        raise not_found("decision", str(decision_id))
    seen = {each["event_id"]: each["revision"] for each in rows(work.db, "decided_ids", {"decision_id": decision_id})}
    state = State(found["outcome"] or State.PROPOSED) if found["second_person"] else State.APPLIED
    objection = may_settle(
        by.person,
        state=state,
        had_part=people_of(work, list(seen)),
        interested=interested(work, by, found["sources"], found["artists"]),
    )
    match objection:
        case Objection.NOT_PROPOSED:
            raise not_proposed(state.value)
        case Objection.OWN_INTEREST:
            raise own_interest()
        case Objection.HAD_PART:
            raise had_part()
    skipped: list[UUID] = []
    if confirmed:
        skipped = _applied(work, by, decision_id, Verdict(found["verdict"]), seen)
    values = {
        "decision_id": decision_id,
        "outcome": State.CONFIRMED.value if confirmed else State.DECLINED.value,
        "reason": reason,
        "me": by.person,
        "now": work.now,
        "skipped": skipped,
    }
    run(work.db, "confirmation_put", values)
    run(work.db, "pending_reopen", {"decision_id": decision_id, "ids": skipped if confirmed else list(seen)})
    run(work.db, "pending_drop", values)
    settled = row(work.db, "decision", {"decision_id": decision_id})
    if settled is None:
        raise not_found("decision", str(decision_id))
    return decision_of(settled)


def _applied(work: Work, by: Caller, decision_id: UUID, verdict: Verdict, seen: dict[UUID, int]) -> list[UUID]:
    """Applies the decision; the plays that it is on no more."""
    plays = [issued.play for issued in newest(work.db, [str(each) for each in seen])]
    same = [play.event_id for play in plays if play.revision == seen[UUID(play.event_id)]]
    if same:
        work.apply(work.db, same, verdict, by.subject, decision_id, work.now)
    return [UUID(play.event_id) for play in plays if play.revision != seen[UUID(play.event_id)]]
