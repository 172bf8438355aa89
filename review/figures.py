"""The service's figures for Prometheus, counted in the database, and what it forgets."""

from kernel import metrics
from review import limits
from review.cases import Kind
from review.database import rows, run
from review.work import Work

JUDGED = ("held", "appeal", "audit")
WAITING = (Kind.FINDING, Kind.SOURCE, Kind.APPEAL, Kind.PROPOSAL, Kind.AUDIT)


def count(work: Work) -> None:
    """Sets the gauges of what waits, and of how often people judged otherwise than the machine."""
    values = {
        "types": list(work.tariffs.weights),
        "weights": list(work.tariffs.weights.values()),
        "divisor": work.tariffs.divisor,
    }
    found = {each["kind"]: each for each in rows(work.db, "figures", values)}
    for kind in WAITING:
        each = found.get(kind.value)
        metrics.REVIEW_CASES.labels(kind.value).set(each["cases"] if each else 0)
        metrics.REVIEW_PLAYS.labels(kind.value).set(each["plays"] if each else 0)
        metrics.REVIEW_STAKE.labels(kind.value).set(each["stake_rwf"] if each else 0)
        age = (work.now - each["since"]).total_seconds() if each else 0.0
        metrics.REVIEW_OLDEST.labels(kind.value).set(max(age, 0.0))
    shares = {
        each["of"]: each["overturned"] / each["judged"] for each in rows(work.db, "overturned", {"now": work.now})
    }
    for kind_of_plays in JUDGED:
        metrics.REVIEW_OVERTURNED.labels(kind_of_plays).set(shares.get(kind_of_plays, 0.0))


def tidy(work: Work) -> None:
    """Forgets versions and claims that nobody can use any more."""
    run(work.db, "tidy_versions", {"before": work.now - limits.VERSIONS_KEPT})
    run(work.db, "tidy_claims", {"before": work.now - limits.VERSIONS_KEPT})
