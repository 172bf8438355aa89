"""Versions of a case: the plays that somebody was shown, so that a decision is on these and on no others."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from http_api.database import Row
from review import limits
from review.cases import Case, Kind
from review.database import row, rows, run
from review.refusals import version_unknown
from review.work import Work


@dataclass(frozen=True, slots=True)
class Seen:
    """Plays in the order of their times, each with the revision in which it was seen."""

    version: str
    plays: tuple[UUID, ...]
    revisions: tuple[int, ...]
    more: bool = False


def now(work: Work, case: Case) -> Seen:
    """The plays of a case as they are now; remembered, if there are any."""
    found = rows(work.db, "plays_" + case.kind.replace("-", "_"), _key(case) | {"limit": limits.PLAYS_PER_DECISION + 1})
    more = len(found) > limits.PLAYS_PER_DECISION
    del found[limits.PLAYS_PER_DECISION :]
    plays, revisions = tuple(each["event_id"] for each in found), tuple(each["revision"] for each in found)
    seen = Seen(digest(plays, revisions), plays, revisions, more)
    if plays:
        values = {"version": seen.version, "plays": list(plays), "revisions": list(revisions), "now": work.now}
        run(work.db, "version_put", _named(case) | values)
    return seen


def remembered(work: Work, case: Case, version: str) -> Seen:
    """What was shown under a version. Problem 412."""
    found = row(work.db, "version_get", _named(case) | {"version": version})
    if found is None:
        raise version_unknown()
    return Seen(version, tuple(found["plays"]), tuple(found["revisions"]))


def digest(plays: tuple[UUID, ...], revisions: tuple[int, ...]) -> str:
    """The name of a version: the same for the same plays in the same revisions."""
    hashed = sha256()
    for play, revision in zip(plays, revisions, strict=True):
        hashed.update(play.bytes + revision.to_bytes(4, "big"))
    return hashed.hexdigest()[:32]


def _named(case: Case) -> Row:
    return {"kind": case.kind.value, "key": case.key}


def _key(case: Case) -> Row:
    source, artist = case.source_and_artist if case.kind is Kind.SOURCE else (None, None)
    return {"key": case.key, "source": source, "artist": artist}
