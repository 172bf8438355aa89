"""The queue: what waits for people, appeals first, then what most money depends on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.database import Row
from review.cases import Case, Kind
from review.claims import claim_of
from review.database import rows
from review.shapes import CasePage, CaseSummary
from review.work import Work

Claimed = Literal["me", "others", "nobody"]
_Place = tuple[int, int, datetime, str, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """None leaves a filter out."""

    kind: str | None = None
    source: str | None = None
    artist: str | None = None
    claimed: Claimed | None = None


def page(work: Work, by: Caller, filters: Filters, cursor: str | None, limit: int) -> CasePage:
    """The next cases in the order of the queue. Problem 422 on a bad cursor.

    The queue moves while it is read: a case whose stake grows may be met again, or not at all on this round.
    """
    after = place_of(cursor, _Place) if cursor else (None, None, None, None, None)
    values = {
        "types": list(work.tariffs.weights),
        "weights": list(work.tariffs.weights.values()),
        "divisor": work.tariffs.divisor,
        "kind": filters.kind,
        "source": filters.source,
        "artist": filters.artist,
        "claimed": filters.claimed,
        "me": by.person,
        "now": work.now,
        "limit": limit + 1,
    } | dict(zip(("rank", "stake", "since", "after_kind", "after_key"), after, strict=True))
    found = rows(work.db, "queue", values)
    more = len(found) > limit
    last = found[limit - 1] if more else None
    place = cursor_of(*(last[name] for name in ("rank", "stake_rwf", "since", "kind", "key"))) if last else None
    return CasePage(
        cases=[summary(each) for each in found[:limit]], tariffs_version=work.tariffs.version, next_cursor=place
    )


def summary(found: Row) -> CaseSummary:
    """A row of the queue."""
    case = Case(Kind(found["kind"]), found["key"])
    fields = {name: found[name] for name in CaseSummary.model_fields if name in found}
    return CaseSummary(case_id=case.id, claim=claim_of(found), **fields)
