"""Claims: a lease on a case, so that two reviewers do not do the same work."""

from http_api.callers import Caller
from http_api.database import Row
from http_api.refusals import not_found
from review import limits
from review.cases import CLAIMABLE, Case
from review.database import row, run
from review.refusals import claimed, not_claimed
from review.shapes import Claim
from review.work import Work


def take(work: Work, by: Caller, case: Case) -> Claim:
    """Gives the case to the caller for half an hour, or renews that. Problem 404, 409 where it is another's."""
    if case.kind not in CLAIMABLE:
        raise not_found("case", case.id)
    values = _values(work, case) | {"me": by.person, "until": work.now + limits.LEASE}
    taken = row(work.db, "claim_take", values)
    if taken is None:
        held = row(work.db, "claim_get", values)
        raise not_claimed() if held is None else claimed(held["claimed_by"], held["claimed_until"])
    return Claim(claimed_by=by.name, claimed_until=taken["until"])


def release(work: Work, by: Caller, case: Case) -> None:
    """Gives the caller's claim back. Problem 409 where another holds the case; nothing where nobody does."""
    held = row(work.db, "claim_get", _values(work, case))
    if held is not None and held["holder"] != by.person:
        raise claimed(held["claimed_by"], held["claimed_until"])
    drop(work, by, case)


def drop(work: Work, by: Caller, case: Case) -> None:
    """Ends the caller's claim, if there is one."""
    run(work.db, "claim_drop", _values(work, case) | {"me": by.person})


def require(work: Work, by: Caller, case: Case) -> None:
    """Returns where the caller holds the case, which then stays so until the transaction ends. Problem 409."""
    held = row(work.db, "claim_hold", _values(work, case))
    if held is None:
        raise not_claimed()
    if held["holder"] != by.person:
        raise claimed(held["claimed_by"], held["claimed_until"])


def of(work: Work, case: Case) -> Claim | None:
    """Who holds the case."""
    return claim_of(row(work.db, "claim_get", _values(work, case)))


def claim_of(found: Row | None) -> Claim | None:
    """The claim of a row with claimed_by and claimed_until."""
    if found is None or found["claimed_by"] is None:
        return None
    return Claim(claimed_by=found["claimed_by"], claimed_until=found["claimed_until"])


def _values(work: Work, case: Case) -> Row:
    return {"kind": case.kind.value, "key": case.key, "now": work.now}
