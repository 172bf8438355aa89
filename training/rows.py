"""What a model learns from: the features of plays as the running stage makes them, and what people decided on them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kernel.events.event import Origin
from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.events.sources import Source, SourceType
from kernel.ids import EventId, SourceId
from kernel.stage import MemoryTables, Received
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.fraud.models.schedule import FixedModels
from stream_processors.fraud.models.sums import Floats
from stream_processors.fraud.scoring import make_step
from stream_processors.fraud.unusual import BEHAVIOUR
from training.reservoir import Reservoir

BATCH: Final = 2_000
KEPT: Final = 60_000
"""Rows kept of a source type to learn from, the fewer of a source the more it reports; as many to be judged by."""

SourceOf = Callable[[SourceId], Source | None]


@dataclass(frozen=True, slots=True)
class Past:
    """A play of the ledger: what the recogniser said, what it hit then, and what a person decided on it."""

    play: RecognizedPlay
    reasons: tuple[str, ...] = ()
    decided: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one source type: features [rows, WIDTH], what people decided (1 fraud, 0 genuine, NaN), who reported, and
    when it was received (seconds since 1970)."""

    x: Floats
    labels: Floats
    sources: NDArray[np.int64]
    received: Floats


@dataclass(frozen=True, slots=True)
class Gathered:
    """`learn` are rows that hit no rule, or were reviewed; `judge` are all rows of the days that are held out."""

    learn: dict[SourceType, Rows]
    judge: dict[SourceType, Rows]
    plays: dict[SourceType, int]


def gather(
    plays: Iterable[Past],
    source_of: SourceOf,
    seed: int,
    *,
    learn_from: datetime,
    judge_from: datetime,
    progress: Callable[[int], None] = lambda _plays: None,
) -> Gathered:
    """Judges the plays by the rules, as they came, and keeps rows of them.

    Each partition's plays come together, in the order of receipt; a source is in one partition. Those received before
    `learn_from` only tell what sources were like; those from `judge_from` on are not learned from. Memory: the state of
    one partition's sources, and 2 * KEPT rows a source type.
    """
    keeper = _Keeper(seed, learn_from, judge_from)
    for _, partition in groupby(plays, key=lambda past: past.play.origin.partition):
        tables = MemoryTables()
        step = make_step(source_of, FixedModels(), keeper.told)
        for some in _batches(partition):
            keeper.begin(some)
            outputs = step(_received(some), tables)
            keeper.take(output.event for output in outputs if isinstance(output.event, ScoredPlay))
            progress(len(some))
    return keeper.gathered()


class _Keeper:
    """Puts together what the step tells of a batch and what the ledger knew of it."""

    def __init__(self, seed: int, learn_from: datetime, judge_from: datetime) -> None:
        self._seed = seed
        self._learn_from = learn_from
        self._judge_from = judge_from
        self._batch: dict[EventId, Past] = {}
        self._vectors: dict[EventId, Floats] = {}
        self._numbers: dict[SourceId, int] = {}
        self._learn: dict[SourceType, Reservoir] = {}
        self._judge: dict[SourceType, Reservoir] = {}
        self._plays: dict[SourceType, int] = {}

    def begin(self, some: list[Past]) -> None:
        self._batch = {past.play.event_id: past for past in some}
        self._vectors = {}

    def told(self, plays: "Iterable[RecognizedPlay]", vectors: Floats) -> None:
        for play, vector in zip(plays, vectors, strict=True):
            self._vectors[play.event_id] = vector

    def take(self, judged: Iterable[ScoredPlay]) -> None:
        for scored in judged:
            vector = self._vectors.get(scored.event_id)
            if vector is not None and scored.received_at >= self._learn_from:
                self._keep(self._batch[scored.event_id], scored, vector)

    def _keep(self, past: Past, scored: ScoredPlay, vector: Floats) -> None:
        kind = scored.source_type
        self._plays[kind] = self._plays.get(kind, 0) + 1
        label = _label(past)
        late = scored.received_at >= self._judge_from
        clean = not scored.reasons and not set(past.reasons) - {BEHAVIOUR}
        if not late and not clean and label != label:
            return
        kept = (self._judge if late else self._learn).setdefault(kind, Reservoir(KEPT, self._seed, even=late))
        number = self._numbers.setdefault(scored.source_id, len(self._numbers))
        kept.add(vector, label, number, scored.received_at.timestamp())

    def gathered(self) -> Gathered:
        return Gathered(
            {kind: Rows(*kept.rows()) for kind, kept in sorted(self._learn.items())},
            {kind: Rows(*kept.rows()) for kind, kept in sorted(self._judge.items())},
            dict(sorted(self._plays.items())),
        )


def _label(past: Past) -> float:
    if past.decided is Verdict.REJECTED:
        return 1.0
    return 0.0 if past.decided is Verdict.ACCEPTED else float("nan")


def _batches(plays: Iterable[Past]) -> Iterator[list[Past]]:
    rest = iter(plays)
    while some := list(islice(rest, BATCH)):
        yield some


def _received(some: list[Past]) -> list[Received[RecognizedPlay]]:
    origin = Origin(topic=PLAYS_RECOGNIZED.name, partition=0, offset=0)
    return [Received(past.play, origin) for past in some]
