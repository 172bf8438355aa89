"""When everything that lay before a moment has come through: the marks that each comparison waits for."""

from collections.abc import Callable

from injyana.reconcile.marks import Marks, Patience, Topics
from kernel.topics import (
    AGGREGATES_DAY,
    AGGREGATES_DELTAS,
    AGGREGATES_HOUR,
    AGGREGATES_MINUTE,
    DEAD_LETTERS,
    DETECTIONS_BACKFILL,
    DETECTIONS_RAW,
    PLAYS_RECOGNIZED,
    PLAYS_SCORED,
    PLAYS_UNRECOGNIZED,
)

DETECTIONS = (DETECTIONS_RAW.name, DETECTIONS_BACKFILL.name)
TOTALS = (AGGREGATES_MINUTE.name, AGGREGATES_HOUR.name, AGGREGATES_DAY.name)
RECOGNITION, FRAUD, AGGREGATION = "recognition", "fraud", "aggregation"
LEDGER, LIVE = "timescale-sink", "redis-sink"

Positions = Callable[[], Marks]


def detections_stored(topics: Topics, stored: Positions, patience: Patience) -> tuple[Marks, str | None]:
    """Where recognition stood, and None once all detections before that are stored; else who was too far behind.

    What recognition had committed lies in its outputs, whose ends are asked for afterwards; once the fraud stage has
    passed them, its own outputs hold all of it; and once the ledger has passed those, so does PostgreSQL.
    """
    reached = topics.committed(RECOGNITION, DETECTIONS)
    steps: tuple[tuple[str, Positions, tuple[str, ...]], ...] = (
        (FRAUD, lambda: topics.committed(FRAUD, (PLAYS_RECOGNIZED.name,)), (PLAYS_RECOGNIZED.name,)),
        (LEDGER, stored, (PLAYS_SCORED.name, PLAYS_UNRECOGNIZED.name)),
        (LEDGER, stored, DEAD_LETTERS),
    )
    for reader, positions, names in steps:
        if not _passes(topics, positions, topics.ends(names), patience):
            return reached, reader
    return reached, None


def plays_streamed(topics: Topics, plays: Marks, patience: Patience) -> str | None:
    """None once the streamed totals hold all plays before the marks of plays.scored; else who was too far behind."""
    if not _passes(topics, lambda: topics.committed(AGGREGATION, (PLAYS_SCORED.name,)), plays, patience):
        return AGGREGATION
    deltas = topics.ends((AGGREGATES_DELTAS.name,))
    if not _passes(topics, lambda: topics.committed(AGGREGATION, (AGGREGATES_DELTAS.name,)), deltas, patience):
        return AGGREGATION
    return None


def totals_live(topics: Topics, live: Positions, patience: Patience) -> str | None:
    """None once Redis holds all totals that are streamed now; else who was too far behind."""
    return None if _passes(topics, live, topics.ends(TOTALS), patience) else LIVE


def _passes(topics: Topics, positions: Positions, ends: Marks, patience: Patience) -> bool:
    return patience.wait(lambda: topics.passed(positions(), ends))
