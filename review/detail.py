"""One case with everything that a reviewer needs to judge it."""

from typing import Any
from uuid import UUID

from http_api.cursors import cursor_of, place_of
from http_api.database import Row
from http_api.refusals import not_found
from kernel.events.sources import SourceType
from review import claims, versions
from review.appeals import EVERYBODY
from review.cases import CLUSTERS, Case, Kind
from review.database import row, rows
from review.shapes import Appeal, CaseDetail, Decision, Finding, Play, SourceShown
from review.work import Work

SOURCES = 50
HISTORY = 20


def detail(work: Work, case: Case, cursor: str | None, limit: int) -> CaseDetail:
    """The case as it is now, or another page of the version that the cursor is of. Problem 404, 412, 422."""
    version, start = place_of(cursor, tuple[str, int]) if cursor else (None, 0)
    seen = versions.remembered(work, case, version) if version else versions.now(work, case)
    if not seen.plays:
        raise not_found("case", case.id)
    ids = list(seen.plays)
    stake = stake_of(work, ids)
    sources = [
        SourceShown(**each) for each in rows(work.db, "sources", {"ids": ids, "now": work.now, "limit": SOURCES})
    ]
    start = max(start, 0)
    page = plays(work, seen.plays[start : start + limit])
    end = start + limit
    return CaseDetail(
        case_id=case.id,
        kind=case.kind.value,
        version=seen.version,
        plays=len(ids),
        more=seen.more,
        stake_rwf=stake,
        tariffs_version=work.tariffs.version,
        needs_second_person=case.kind is Kind.APPEAL or stake > work.tariffs.second_person_rwf,
        claim=None if case.kind in CLUSTERS else claims.of(work, case),
        finding=_finding(work, case),
        appeal=_appeal(work, case),
        proposal=_proposal(work, case),
        sources=sources,
        history=_history(work, case, [source.source_id for source in sources]),
        page=page,
        next_cursor=cursor_of(seen.version, end) if end < len(ids) else None,
    )


def plays(work: Work, ids: tuple[UUID, ...]) -> list[Play]:
    """Plays with their flags, in that order."""
    return [Play(**each) for each in rows(work.db, "shown", {"ids": list(ids)})]


def stake_of(work: Work, ids: list[UUID]) -> int:
    """What plays are worth, in whole francs."""
    heard = rows(work.db, "stakes", {"ids": ids})
    return work.tariffs.francs({SourceType(each["source_type"]): each["heard_ms"] for each in heard})


def decision_of(found: Row) -> Decision:
    """A row of decision_columns."""
    case = Case(Kind(found["kind"]), found["key"])
    fields: dict[str, Any] = {name: found[name] for name in Decision.model_fields if name in found}
    return Decision(case_id=case.id, **fields)


def appeal_of(found: Row) -> Appeal:
    """A row of appeal_columns."""
    return Appeal(**found)


def _finding(work: Work, case: Case) -> Finding | None:
    if case.kind not in (Kind.FINDING, Kind.ALL_OF_FINDING):
        return None
    found = row(work.db, "finding", {"finding_id": case.key})
    return Finding(**found) if found else None


def _appeal(work: Work, case: Case) -> Appeal | None:
    if case.kind is not Kind.APPEAL:
        return None
    found = row(work.db, "appeal", {"appeal_id": case.key, **EVERYBODY})
    return appeal_of(found) if found else None


def _proposal(work: Work, case: Case) -> Decision | None:
    found = row(work.db, "decision", {"decision_id": case.key}) if case.kind is Kind.PROPOSAL else None
    return decision_of(found) if found else None


def _history(work: Work, case: Case, sources: list[str]) -> list[Decision]:
    values = {"kind": case.kind.value, "key": case.key, "sources": sources, "limit": HISTORY}
    return [decision_of(each) for each in rows(work.db, "decisions_of_case", values)]
