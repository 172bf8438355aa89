"""What became of one play, and what was decided by everybody."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.database import Row
from http_api.permissions import Permission
from http_api.refusals import not_found
from review.appeals import appellant_or_nobody
from review.database import row, rows
from review.detail import decision_of
from review.shapes import Appeal, DecidedPlay, Decision, DecisionDetail, DecisionPage, Flag, PlayHistory, Revision
from review.work import Work

StateName = Literal["applied", "proposed", "confirmed", "declined"]
A_REVIEWER = "a reviewer"
IN_FORCE = ("applied", "confirmed")


def of_play(work: Work, by: Caller, event_id: UUID) -> PlayHistory:
    """Verdicts, flags, decisions and appeals of a play. Problem 403, 404 where there is none that the caller may see.

    Artists and sources are told why and not by whom, and nothing of what a model saw: it would teach how to evade it.
    """
    everything = by.may(Permission.READ_PLAYS)
    who = appellant_or_nobody(by)
    own = {"everything": everything, "artist": by.artist_id, "source": by.source_id, "event_id": event_id}
    play = row(work.db, "play_first", own)
    if play is None:
        raise not_found("play", str(event_id))
    issued = rows(work.db, "play_revisions", {"event_id": event_id})
    revisions = [_first(play, issued), *(Revision(**each) for each in issued)]
    flags = [Flag(**each) for each in rows(work.db, "play_flags", own)]
    decisions = [decision_of(each) for each in rows(work.db, "decisions_of_play", {"event_id": event_id})]
    appeals = [Appeal(**each) for each in rows(work.db, "appeals_of_play", {"event_id": event_id, **who})]
    if not everything:
        revisions = [each.model_copy(update={"score": 0.0, "made_by": _made_by(each)}) for each in revisions]
        flags = [each.model_copy(update={"score": 0.0, "details": {}, "contributions": []}) for each in flags]
        decisions = [_anonymous(each) for each in decisions if each.state in IN_FORCE]
    return PlayHistory(
        event_id=event_id,
        played_at=play["played_at"],
        source_id=play["source_id"],
        artist_id=play["artist_id"],
        song_id=play["song_id"],
        verdict=revisions[-1].verdict,
        revisions=revisions,
        flags=flags,
        decisions=decisions,
        appeals=appeals,
    )


def decisions(work: Work, state: StateName | None, cursor: str | None, limit: int) -> DecisionPage:
    """Decisions, the newest first. Problem 422."""
    at, id_ = place_of(cursor, tuple[datetime, UUID]) if cursor else (None, None)
    found = rows(work.db, "decisions", {"state": state, "at": at, "id": id_, "limit": limit + 1})
    place = cursor_of(found[limit - 1]["decided_at"], found[limit - 1]["decision_id"]) if len(found) > limit else None
    return DecisionPage(decisions=[decision_of(each) for each in found[:limit]], next_cursor=place)


def decision(work: Work, decision_id: UUID, cursor: str | None, limit: int) -> DecisionDetail:
    """A decision with a page of its plays. Problem 404, 422."""
    found = row(work.db, "decision", {"decision_id": decision_id})
    if found is None:
        raise not_found("decision", str(decision_id))
    (after,) = place_of(cursor, tuple[UUID]) if cursor else (None,)
    values = {"decision_id": decision_id, "after": after, "limit": limit + 1}
    plays = [DecidedPlay(**each) for each in rows(work.db, "decided_plays", values)]
    return DecisionDetail(
        **decision_of(found).model_dump(),
        version=found["version"],
        evidence=found["evidence"],
        decided_plays=plays[:limit],
        next_cursor=cursor_of(plays[limit - 1].event_id) if len(plays) > limit else None,
    )


def _first(play: Row, issued: list[Row]) -> Revision:
    """The verdict of the fraud stage, which the first revision replaced."""
    return Revision(
        revision=0,
        verdict=issued[0]["previous_verdict"] if issued else play["verdict"],
        previous_verdict=None,
        at=play["received_at"],
        made_by=play["scored_by"],
        human=False,
        score=issued[0]["previous_score"] if issued else play["score"],
        reasons=[] if issued else play["reasons"],
        decision_id=None,
    )


def _made_by(revision: Revision) -> str:
    return A_REVIEWER if revision.human else revision.made_by


def _anonymous(decision: Decision) -> Decision:
    confirmed_by = A_REVIEWER if decision.confirmed_by else None
    hidden = {"case_id": decision.kind, "decided_by": A_REVIEWER, "confirmed_by": confirmed_by, "confirmation": None}
    return decision.model_copy(update=hidden)
