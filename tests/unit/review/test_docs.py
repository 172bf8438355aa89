"""docs/review.md tells every call, every limit as it is, and every figure."""

from pathlib import Path

from kernel import metrics
from review import limits, tariffs
from review.routes import ROUTERS
from tests.unit.review.test_permissions import routes

TEXT = (Path(__file__).parents[3] / "docs" / "review.md").read_text()


def test_every_call_is_told() -> None:
    assert ROUTERS
    for route in routes():
        for method in route.methods or ():
            assert not route.path.startswith("/api") or f"`{method} {route.path}`" in TEXT


def test_every_limit_is_told_as_it_is() -> None:
    for words in (
        f"at most {limits.PLAYS_PER_DECISION:,} plays",
        f"up to {limits.APPEAL_PLAYS:,} of them",
        f"At most {limits.APPEALS_A_DAY} appeals in 24 hours",
        f"for {limits.LEASE.seconds // 60} minutes",
        f"{limits.AUDIT_PLAYS} accepted plays of each day",
        f"{tariffs.read().second_person_rwf:,} francs",
    ):
        assert words in " ".join(TEXT.split()), words


def test_every_figure_is_told() -> None:
    for name, metric in vars(metrics).items():
        if name.startswith("REVIEW_"):
            suffix = "_total" if metric._type == "counter" else ""
            assert f"`{metric._name}{suffix}`" in TEXT
