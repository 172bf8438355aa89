"""Appeals: an artist or a source says in words why a verdict is wrong, and two people who had no part in it decide."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final
from uuid import UUID, uuid4

from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.database import Row
from http_api.permissions import Permission
from http_api.refusals import forbidden, not_found
from kernel.events.plays import ScoredPlay, Verdict
from ledger.revisions import newest
from review import limits
from review.database import row, rows, run
from review.refusals import appeal_decided, appeal_open, not_appealable, too_many_appeals
from review.shapes import Appeal, AppealDecision, AppealDetail, AppealedPlay, AppealPage, OwnPlay, OwnPlayPage
from review.work import Work

DAY = timedelta(hours=24)
EVERYBODY: Final[Row] = {"appellant": None, "appellant_id": None}
"""Appeals of whomever."""


def make(work: Work, by: Caller, event_ids: Collection[UUID], words: str) -> AppealDetail:
    """Appeals about the caller's own held or rejected plays, all of them or none.

    Problem 403, 404 where a play is not the caller's, 409 where one is neither held nor rejected, waits already, or was
    appealed about by the same appellant before, 429.
    """
    who = _appellant(by)
    run(work.db, "appellant_hold", who)
    _not_too_many(work, who)
    ids = sorted(set(event_ids))
    own = {each["event_id"] for each in rows(work.db, "own_plays_known", {"ids": ids, **_own(by)})}
    for each in ids:
        if each not in own:
            raise not_found("play", str(each))
    plays = [issued.play for issued in newest(work.db, [str(each) for each in ids])]
    _may_be_appealed(work, who, ids, plays)
    appeal_id = uuid4()
    values = {"appeal_id": appeal_id, "made_by": by.subject, "words": words, "plays": len(plays), "now": work.now} | who
    run(work.db, "appeal_put", values)
    columns = {
        "appeal_id": appeal_id,
        "ids": [UUID(play.event_id) for play in plays],
        "times": [play.played_at for play in plays],
        "verdicts": [play.verdict.value for play in plays],
        "revisions": [play.revision for play in plays],
    }
    run(work.db, "appeal_plays_put", columns)
    run(work.db, "pending_appeal", {"appeal_id": appeal_id})
    return show(work, by, appeal_id)


def show(work: Work, by: Caller, appeal_id: UUID) -> AppealDetail:
    """An appeal with its plays and what was decided on them. Problem 404 where it is none of the caller's."""
    found = row(work.db, "appeal", {"appeal_id": appeal_id, **_whose(by)})
    if found is None:
        raise not_found("appeal", str(appeal_id))
    plays = [AppealedPlay(**each) for each in rows(work.db, "appeal_plays", {"appeal_id": appeal_id})]
    decisions = [AppealDecision(**each) for each in rows(work.db, "appeal_decisions", {"appeal_id": appeal_id})]
    return AppealDetail(**found, appealed_plays=plays, decisions=decisions)


def page(work: Work, by: Caller, cursor: str | None, limit: int) -> AppealPage:
    """Appeals, the newest first: all for reviewers, their own for others. Problem 422."""
    found = rows(work.db, "appeals", {"limit": limit + 1, **_whose(by), **_after(cursor)})
    place = cursor_of(found[limit - 1]["made_at"], found[limit - 1]["appeal_id"]) if len(found) > limit else None
    return AppealPage(appeals=[Appeal(**each) for each in found[:limit]], next_cursor=place)


def own_plays(work: Work, by: Caller, cursor: str | None, limit: int) -> OwnPlayPage:
    """The caller's held and rejected plays of the last 400 days, the newest first. Problem 403, 422."""
    values: dict[str, Any] = {"now": work.now, "limit": limit + 1, **_appellant(by), **_own(by), **_after(cursor)}
    found = rows(work.db, "own_plays", values)
    place = cursor_of(found[limit - 1]["played_at"], found[limit - 1]["event_id"]) if len(found) > limit else None
    return OwnPlayPage(plays=[OwnPlay(**each) for each in found[:limit]], next_cursor=place)


def appellant_or_nobody(by: Caller) -> Row:
    """As whom the caller appeals; everybody where they see all plays."""
    return EVERYBODY if by.may(Permission.READ_PLAYS) else _appellant(by)


def _appellant(by: Caller) -> Row:
    """As whom the caller appeals. Problem 403 where an account belongs to no artist."""
    if by.source_id is not None:
        return {"appellant": "source", "appellant_id": by.source_id}
    if by.artist_id is None:
        raise forbidden("This account belongs to no artist yet.")
    return {"appellant": "artist", "appellant_id": by.artist_id}


def _own(by: Caller) -> Row:
    return {"artist": by.artist_id, "source": by.source_id}


def _whose(by: Caller) -> Row:
    """Whose appeals the caller sees. Problem 403."""
    return EVERYBODY if by.may(Permission.READ_APPEALS) else _appellant(by)


def _not_too_many(work: Work, who: Row) -> None:
    lately = row(work.db, "appeals_lately", who | {"now": work.now})
    if lately is not None and lately["appeals"] >= limits.APPEALS_A_DAY:
        free_in = lately["first"] + DAY - work.now
        raise too_many_appeals(max(1, ceil(free_in.total_seconds())))


def _may_be_appealed(work: Work, who: Row, ids: list[UUID], plays: list[ScoredPlay]) -> None:
    for waiting in rows(work.db, "waiting", {"ids": ids}):
        raise appeal_open(str(waiting["event_id"]))
    before = row(work.db, "appealed_before", {"ids": ids, **who})
    if before is not None:
        raise appeal_decided(str(before["event_id"]))
    for play in plays:
        if play.verdict not in (Verdict.HELD, Verdict.REJECTED):
            raise not_appealable(play.event_id, play.verdict.value)


def _after(cursor: str | None) -> Row:
    at, id_ = place_of(cursor, tuple[datetime, UUID]) if cursor else (None, None)
    return {"at": at, "id": id_}
