"""One training, from plays to a version: gathered, fitted by source type, judged on held-out days."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kernel.errors import Refused
from kernel.events.models import FraudModel
from kernel.events.sources import SourceType
from stream_processors.fraud.models.bundle import Bundle
from stream_processors.fraud.models.scoring import Scorer
from training.bundling import bundled
from training.evaluate import Figures, compared
from training.fit import FEWEST_ROWS, FEWEST_SOURCES, Fitted, fit
from training.rows import Gathered, Past, Rows, SourceOf, gather

WARM: Final = timedelta(days=2)
"""Plays at the beginning of the window tell what sources were like, and are not learned from: without a past, old
sources look new."""
HELD_OUT: Final = 1 / 7
"""The part of the window, the newest, that judges the model and does not teach it."""
FEWEST_DAYS: Final = 3
MOST_HELD: Final = 0.02
"""A model that holds more of the held-out plays of a type than this is warned of: reviewers see at most 1 %."""
MOST_MORE: Final = 2.0
"""Likewise one that holds so many times as much as the running one, or as LEAST_HELD where that holds less."""
LEAST_HELD: Final = 0.001
WORSE: Final = 0.02
"""Average precision that a new model may lack by chance."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A version and what it came from; `warnings` are for whoever thinks of promoting it."""

    models: list[FraudModel]
    bundle: Bundle
    gathered: Gathered
    evaluation: dict[str, Figures]
    warnings: tuple[str, ...]


def train(
    plays: Iterable[Past],
    source_of: SourceOf,
    *,
    since: datetime,
    until: datetime,
    seed: int,
    now: datetime,
    running: Bundle | None = None,
    simulated: bool = False,
    progress: Callable[[int], None] = lambda _plays: None,
    fitting: Callable[[SourceType], None] = lambda _type: None,
) -> Outcome:
    """Trains on plays received in [since, until). The same plays and seed give the same arrays.

    Refused for a window of less than FEWEST_DAYS, and where no source type has enough clean rows.
    """
    span = until - since
    if span < timedelta(days=FEWEST_DAYS):
        raise Refused(f"a model learns from {FEWEST_DAYS} days at least: take more --days")
    warm = min(WARM, span / 4)
    gathered = gather(
        plays, source_of, seed, learn_from=since + warm, judge_from=until - span * HELD_OUT, progress=progress
    )
    fitted: dict[SourceType, Fitted] = {}
    for source_type, rows in gathered.learn.items():
        fitting(source_type)
        found = fit(rows.x, source_type, seed, labels=rows.labels, sources=rows.sources)
        if found is not None:
            fitted[source_type] = found
    if not fitted:
        raise Refused(_too_few(gathered))
    evaluation = compared(gathered.judge, _scorers(fitted), running.scorer if running else _none)
    models = bundled(
        fitted, seed=seed, since=since, until=until, made_at=now, simulated=simulated, evaluation=evaluation
    )
    bundle = Bundle.read(models)
    return Outcome(models, bundle, gathered, evaluation, tuple(_warnings(gathered, fitted, evaluation)))


def _scorers(fitted: dict[SourceType, Fitted]) -> Callable[[SourceType], Scorer | None]:
    return lambda source_type: fitted[source_type].scorer if source_type in fitted else None


def _none(_source_type: SourceType) -> None:
    return None


def _too_few(gathered: Gathered) -> str:
    if not gathered.plays:
        return "the ledger holds no plays in that time: take other --days or --until, or train with --simulated"
    found = ", ".join(f"{kind.value} {_told(gathered.learn.get(kind))}" for kind in gathered.plays)
    return (
        f"too few plays to learn from: a source type needs {FEWEST_ROWS} that hit no rule, of {FEWEST_SOURCES} sources;"
        f" there are {found}. Take more --days, or train with --simulated for a first start"
    )


def _told(rows: Rows | None) -> str:
    return f"{len(rows.x)} of {len(set(rows.sources.tolist()))}" if rows else "none"


def _warnings(gathered: Gathered, fitted: dict[SourceType, Fitted], evaluation: dict[str, Figures]) -> Iterable[str]:
    for kind in gathered.plays:
        if kind not in fitted:
            yield (
                f"{kind.value}: no model, the rules judge it alone; {FEWEST_ROWS} clean rows of {FEWEST_SOURCES}"
                f" sources are needed, there are {_told(gathered.learn.get(kind))}"
            )
    for name, figures in evaluation.items():
        held, before = figures.get("held", 0.0), figures.get("held_before")
        if held > MOST_HELD:
            yield f"{name}: it would hold {held:.1%} of the plays; people can look at {MOST_HELD:.0%}"
        if before is not None and held > MOST_MORE * max(before, LEAST_HELD):
            yield f"{name}: it would hold {held:.2%} of the plays and not {before:.2%}: try it as a shadow first"
        if figures.get("precision", 1.0) < figures.get("precision_before", 0.0) - WORSE:
            yield f"{name}: it ranks reviewed fraud worse than the running model"
