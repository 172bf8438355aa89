"""What the service refuses, as problem documents, made in one place."""

from datetime import datetime

from kernel.problems import Problem
from review import limits


def claimed(holder: str, until: datetime) -> Problem:
    """409: somebody else works on it."""
    extra = {"claimed_by": holder, "claimed_until": until.isoformat()}
    detail = f"{holder} has it until {until:%H:%M} UTC."
    return Problem(409, "claimed", "Somebody else works on this.", detail, None, extra)


def not_claimed() -> Problem:
    return Problem(409, "not-claimed", "You do not hold this case.", "Claim it, read it, then decide.")


def version_unknown() -> Problem:
    """412: nobody was shown this."""
    detail = f"Read the case and send its version; one is remembered for {limits.VERSIONS_KEPT.days} days."
    return Problem(412, "version-unknown", "This version of the case is not known.", detail)


def not_seen(event_id: str) -> Problem:
    return Problem(422, "not-in-version", "A play is not part of that version of the case.", event_id)


def nothing_left() -> Problem:
    return Problem(409, "nothing-left", "Nothing of what you saw waits any more.", "Read the case again.")


def own_interest() -> Problem:
    return Problem(403, "own-interest", "You may not judge your own plays.", "An artist or source of these is yours.")


def had_part() -> Problem:
    """403: this needs somebody who had no part in it before."""
    detail = "You decided, confirmed or declined something on these plays before. Another person must do this."
    return Problem(403, "had-part", "You had a part in this before.", detail)


def not_proposed(state: str) -> Problem:
    return Problem(409, "not-proposed", "This decision waits for nobody.", f"It is {state}.")


def appeal_open(event_id: str) -> Problem:
    return Problem(409, "appeal-open", "A play's appeal or decision is already waiting for people.", event_id)


def appeal_decided(event_id: str) -> Problem:
    detail = f"{event_id}: you appealed before, and two people decided. Their reason is in that appeal."
    return Problem(409, "appeal-decided", "This was appealed and decided.", detail)


def not_appealable(event_id: str, verdict: str) -> Problem:
    return Problem(409, "not-appealable", "Only held and rejected plays can be appealed.", f"{event_id} is {verdict}.")


def too_many_appeals(retry_after_s: int) -> Problem:
    detail = f"At most {limits.APPEALS_A_DAY} in 24 hours, each of up to {limits.APPEAL_PLAYS} plays."
    return Problem(429, "too-many-appeals", "Too many appeals.", detail, {"Retry-After": str(retry_after_s)})
