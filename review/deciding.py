"""Deciding on a case: on what was seen, once, by somebody who may; applied at once or proposed to a second person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import msgspec

from http_api.callers import Caller
from http_api.database import Row
from http_api.refusals import forbidden, not_found
from kernel.events.plays import Verdict
from kernel.events.sources import SourceType
from ledger.revisions import Issued, newest
from review import claims, versions
from review.cases import CLUSTERS, Case, Kind
from review.database import row, rows, run
from review.detail import decision_of
from review.parts import Objection, may_decide, takes_two
from review.refusals import claimed, had_part, not_seen, nothing_left, own_interest
from review.shapes import Decision
from review.versions import Seen
from review.work import Work


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer sends: `event_ids` are some plays of the version, None all of them."""

    version: str
    verdict: Verdict
    reason: str
    event_ids: Collection[UUID] | None = None


def decide(work: Work, by: Caller, case: Case, judgement: Judgement) -> Decision:
    """Decides on the plays that were seen and still wait; those that came later stay open.

    The caller must hold the claim of a case; a cluster must hold no case that another works on. Problem 403, 404, 409,
    412, 422.
    """
    if case.kind is Kind.PROPOSAL:
        raise not_found("case", case.id)
    hold_person(work, by)
    seen = versions.remembered(work, case, judgement.version)
    wanted = _wanted(seen, judgement.event_ids)
    if case.kind in CLUSTERS:
        _nobody_works_on(work, by, wanted)
    else:
        claims.require(work, by, case)
    plays = _waiting(work, case, seen, newest(work.db, [str(each) for each in wanted]))
    if not plays:
        raise nothing_left()
    decision_id = _keep(work, by, case, judgement, plays)
    if case.kind not in CLUSTERS and len(plays) == len(seen.plays):
        claims.drop(work, by, case)
    found = row(work.db, "decision", {"decision_id": decision_id})
    if found is None:
        raise not_found("decision", str(decision_id))
    return decision_of(found)


def hold_person(work: Work, by: Caller) -> None:
    """Serialises the decisions of one person. Problem 403 where the person may decide no more."""
    if row(work.db, "person_hold", {"me": by.person}) is None:
        raise forbidden("This account may not decide any more.")


def interested(work: Work, by: Caller, sources: Sequence[str], artists: Sequence[str]) -> bool:
    """Whether any of these is the caller's own."""
    found = row(work.db, "interest", {"me": by.person, "sources": list(sources), "artists": list(artists)})
    return bool(found and found["own"])


def people_of(work: Work, ids: Sequence[UUID]) -> set[UUID]:
    """Everybody who had a part in a decision on any of these plays."""
    return {each["person"] for each in rows(work.db, "parts", {"ids": list(ids)})}


def _wanted(seen: Seen, event_ids: Collection[UUID] | None) -> list[UUID]:
    if event_ids is None:
        return list(seen.plays)
    known = set(seen.plays)
    for each in event_ids:
        if each not in known:
            raise not_seen(str(each))
    return list(set(event_ids))


def _nobody_works_on(work: Work, by: Caller, ids: list[UUID]) -> None:
    held = row(work.db, "claims_of_plays", {"ids": ids, "me": by.person, "now": work.now})
    if held is not None:
        raise claimed(held["claimed_by"], held["claimed_until"])


def _waiting(work: Work, case: Case, seen: Seen, found: Sequence[Issued]) -> list[Issued]:
    """Of the plays as they are now: those that are still what was seen, and wait for this case's decision."""
    ids = [UUID(issued.play.event_id) for issued in found]
    pending = {each["event_id"]: each for each in rows(work.db, "waiting", {"ids": ids})}
    judged = {each["event_id"] for each in rows(work.db, "judged", {"ids": ids})} if case.kind is Kind.AUDIT else set()
    seen_in = dict(zip(seen.plays, seen.revisions, strict=True))
    return [
        issued
        for id_, issued in zip(ids, found, strict=True)
        if issued.play.revision == seen_in[id_] and id_ not in judged and _open(case, issued, pending.get(id_))
    ]


def _open(case: Case, issued: Issued, pending: Row | None) -> bool:
    if case.kind is Kind.APPEAL:
        return pending is not None and str(pending["appeal_id"]) == case.key and pending["decision_id"] is None
    wanted = Verdict.ACCEPTED if case.kind is Kind.AUDIT else Verdict.HELD
    return pending is None and issued.play.verdict is wanted


def _keep(work: Work, by: Caller, case: Case, judgement: Judgement, found: list[Issued]) -> UUID:
    """Keeps the decision and its evidence, and applies it or lets it wait for a second person."""
    plays = [issued.play for issued in found]
    ids = [UUID(play.event_id) for play in plays]
    sources = sorted({play.source_id for play in plays})
    artists = sorted({play.artist_id for play in plays})
    appealed = case.kind is Kind.APPEAL
    objection = may_decide(
        by.person,
        appealed=appealed,
        had_part=people_of(work, ids) if appealed else (),
        interested=interested(work, by, sources, artists),
    )
    if objection is not None:
        raise own_interest() if objection is Objection.OWN_INTEREST else had_part()
    heard: dict[SourceType, int] = {}
    for play in plays:
        heard[play.source_type] = heard.get(play.source_type, 0) + play.duration_ms
    stake = work.tariffs.francs(heard)
    second = takes_two(
        rejects=judgement.verdict is Verdict.REJECTED,
        appealed=appealed,
        disputed=bool(rows(work.db, "disputed", {"ids": ids})),
        stake=stake,
        alone_before=_alone_before(work, by, artists),
        limit=work.tariffs.second_person_rwf,
    )
    decision_id = uuid4()
    values = {
        "decision_id": decision_id,
        "kind": case.kind.value,
        "key": case.key,
        "appeal_id": UUID(case.key) if appealed else None,
        "version": judgement.version,
        "verdict": judgement.verdict.value,
        "reason": judgement.reason,
        "me": by.person,
        "now": work.now,
        "second_person": second,
        "plays": len(plays),
        "stake_rwf": stake,
        "tariffs_version": work.tariffs.version,
        "sources": sources,
        "artists": artists,
        "findings": [each["finding_id"] for each in rows(work.db, "findings_of_plays", {"ids": ids})],
    }
    run(work.db, "decision_put", values)
    kept = {
        "decision_id": decision_id,
        "ids": ids,
        "verdicts": [play.verdict.value for play in plays],
        "revisions": [play.revision for play in plays],
        "scores": [play.score for play in plays],
        "reasons": [msgspec.json.encode(play.reasons).decode() for play in plays],
    }
    run(work.db, "decided_plays_put", kept)
    if second:
        run(work.db, "pending_put", {"decision_id": decision_id})
    else:
        work.apply(work.db, [play.event_id for play in plays], judgement.verdict, by.subject, decision_id, work.now)
    return decision_id


def _alone_before(work: Work, by: Caller, artists: Sequence[str]) -> int:
    values = {"me": by.person, "since": work.now - work.tariffs.second_person_within, "artists": list(artists)}
    found = row(work.db, "alone_before", values)
    return int(found["stake_rwf"]) if found else 0
