"""What the models say of a batch's plays: how odd their sources' habits are, and whether that is enough to hold."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from kernel.events.plays import RecognizedPlay
from kernel.events.sources import Source, SourceType
from stream_processors.fraud.features.vector import features
from stream_processors.fraud.judging import Judged
from stream_processors.fraud.models.schedule import Models
from stream_processors.fraud.models.scoring import Scorer
from stream_processors.fraud.thresholds import THRESHOLDS

LIMITS = THRESHOLDS.behaviour
USUAL = LIMITS.tail.value

UNKNOWN_FLOOR = 0.05
"""The 5 % quantile of Beta(1, 1): what is known of a source of which nothing is known."""

Matrix = NDArray[np.float64]
Told = Callable[[Sequence[RecognizedPlay], Matrix], None]


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """A model's opinion of a play: of one row of its batch's features.

    `tail` is the share of honest plays that are at least as odd; below `limit` it is held.
    """

    scorer: Scorer
    rows: Matrix
    row: int
    score: float
    tail: float
    limit: float

    @property
    def holds(self) -> bool:
        return self.tail < self.limit

    @property
    def features(self) -> Matrix:
        found: Matrix = self.rows[self.row]
        return found


def nobody(_plays: Sequence[RecognizedPlay], _vectors: Matrix) -> None:
    """Who is told the features where nobody wants them."""


def opinions(batch: Sequence[Judged], models: Models, told: Told) -> tuple[list[Opinion | None], list[Opinion | None]]:
    """The live and the shadow model's opinion of each play; None where there are no features or no model.

    Each model scores all its plays at once. ModelAway where one in force is not here.
    """
    rated = [number for number, judged in enumerate(batch) if judged.figures]
    live: list[Opinion | None] = [None] * len(batch)
    shadow: list[Opinion | None] = [None] * len(batch)
    if rated:
        x = features([batch[number].figures for number in rated])
        plays = [batch[number].record.event for number in rated]
        told(plays, x)
        for found, of in ((live, models.live), (shadow, models.shadow)):
            _score(found, of, x, plays, rated, batch)
    return live, shadow


def _score(
    found: list[Opinion | None],
    scorer_of: Callable[[SourceType, datetime], Scorer | None],
    x: Matrix,
    plays: Sequence[RecognizedPlay],
    rated: Sequence[int],
    batch: Sequence[Judged],
) -> None:
    rows_of: dict[Scorer, list[int]] = {}
    for row, play in enumerate(plays):
        scorer = scorer_of(play.source_type, play.received_at)
        if scorer is not None:
            rows_of.setdefault(scorer, []).append(row)
    for scorer, rows in rows_of.items():
        scored = scorer.scores(x[rows])
        for row, score, tail in zip(rows, scored.score.tolist(), scored.tail.tolist(), strict=True):
            play = plays[row]
            limit = tail_limit(play.source_type, batch[rated[row]].source, play.received_at)
            found[rated[row]] = Opinion(scorer, x, row, score, tail, limit)


def tail_limit(source_type: SourceType, source: Source | None, received_at: datetime) -> float:
    """Below which share of honest plays a play is held.

    The reputation in force when the play was received moves it between that of a source that nobody trusts and that of
    one that earned trust. A source without reputation has the usual one.
    """
    usual = USUAL[source_type]
    if source is None or not source.reputations:
        return usual
    floor = _floor(source, received_at)
    if floor is None:
        return usual
    if floor >= UNKNOWN_FLOOR:
        trust = (floor - UNKNOWN_FLOOR) / (1.0 - UNKNOWN_FLOOR)
        return float(usual * LIMITS.trusted.value**trust)
    return float(usual * LIMITS.distrusted.value ** (1.0 - floor / UNKNOWN_FLOOR))


def _floor(source: Source, received_at: datetime) -> float | None:
    """That of the reputation in force; None before the first."""
    floor = None
    for reputation in source.reputations:
        if reputation.since > received_at:
            break
        floor = reputation.floor
    return floor
