"""All looks at a stream of plays, without Kafka and without a database: for training, evaluation and simulation.

The steps are those of the running stages, over tables in memory. The plays are one partition's, in the order in which
they arrived. What the second and the third look have found at their end is then applied to all of them, early ones too,
as the process `second-look` does in the ledger.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kernel.events.event import Event, Origin
from kernel.events.findings import Finding, Sightings
from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, EventId, SourceId
from kernel.stage import MemoryTables, Output, Received, Step
from kernel.topics import FRAUD_FINDINGS, FRAUD_SIGHTINGS, PLAYS_RECOGNIZED, PLAYS_SCORED, Topic
from stream_processors.fraud.third_look.heard import LOOKED_AT, Heard, Listener, heard, listener

BATCH = 10_000
"""Plays of one batch; the results are the same for any number, and the second look has the less to look at again."""

E = TypeVar("E", bound=Event)

Matrix = NDArray[np.float64]
Told = Callable[[Sequence[RecognizedPlay], Matrix], None]
First = Callable[[Told], Step[RecognizedPlay]]
"""Makes the first look's step, given who is told which plays of a batch have which features, [plays, WIDTH]."""
Third = Callable[[Sequence[Listener]], Iterator[Finding]]
"""The third look at the plays of all sources."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Plays as all looks judged them, one entry a play, in the order of the stream.

    `first_scores` and `first_verdicts` are those of the first look alone. `features` has WIDTH columns; a row is NaN
    where the first look made no features, as for duplicates.
    """

    event_ids: list[EventId]
    scores: Matrix
    verdicts: list[Verdict]
    reasons: list[tuple[str, ...]]
    features: Matrix
    first_scores: Matrix
    first_verdicts: list[Verdict]
    findings: tuple[Finding, ...]


def judge(
    plays: Iterable[RecognizedPlay],
    first: First,
    second: Step[Sightings] | None = None,
    batch: int = BATCH,
    third: Third | None = None,
) -> Judged:
    """Judges all plays; without a second step and a third look by the first look alone."""
    run = _Run(first, second, third)
    rest = iter(plays)
    while some := list(islice(rest, batch)):
        run.take(some)
    return run.judged()


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What is kept of a scored play."""

    event_id: EventId
    artist_id: ArtistId
    source_id: SourceId
    played_at: datetime
    score: float
    verdict: Verdict
    reasons: tuple[str, ...]


def _judgement(play: ScoredPlay) -> _Judgement:
    return _Judgement(
        play.event_id, play.artist_id, play.source_id, play.played_at, play.score, play.verdict, play.reasons
    )


class _Run:
    def __init__(self, first: First, second: Step[Sightings] | None, third: Third | None) -> None:
        self._first = first(self._told)
        self._second = second
        self._third = third
        self._heard: dict[tuple[SourceId, SourceType], list[Heard]] = defaultdict(list)
        self._tables = MemoryTables()
        self._vectors: list[tuple[Sequence[RecognizedPlay], Matrix]] = []
        self._features: list[Matrix] = []
        self._judged: list[_Judgement] = []

    def take(self, plays: list[RecognizedPlay]) -> None:
        """One batch through both looks."""
        outputs = list(self._first(_received(PLAYS_RECOGNIZED, plays), self._tables))
        scored = list(_events(outputs, PLAYS_SCORED))
        if [play.event_id for play in scored] != [play.event_id for play in plays]:
            raise ValueError("the first look has to answer every play, in their order")
        self._judged += map(_judgement, scored)
        self._features.append(_rows(plays, self._vectors))
        self._vectors.clear()
        if self._third is not None:
            for play in scored:
                if play.verdict in LOOKED_AT:
                    self._heard[play.source_id, play.source_type].append(heard(play))
        if self._second is not None:
            sightings = list(_events(outputs, FRAUD_SIGHTINGS))
            list(self._second(_received(FRAUD_SIGHTINGS, sightings), self._tables))

    def judged(self) -> Judged:
        """All plays, with what was found by now."""
        known = sorted(self._tables[FRAUD_FINDINGS].values.items())
        findings = tuple(finding for _, finding in known if finding.sources)
        if self._third is not None:
            sources = sorted(self._heard.items())
            findings += tuple(self._third([listener(*source, plays) for source, plays in sources]))
        covering = _Covering(findings)
        found = [covering.of(play) for play in self._judged]
        return Judged(
            event_ids=[play.event_id for play in self._judged],
            scores=np.array([_score(play, by) for play, by in zip(self._judged, found, strict=True)]),
            verdicts=[_verdict(play, by) for play, by in zip(self._judged, found, strict=True)],
            reasons=[
                play.reasons + tuple(sorted({finding.kind for finding in by}))
                for play, by in zip(self._judged, found, strict=True)
            ],
            features=_stacked(self._features),
            first_scores=np.array([play.score for play in self._judged]),
            first_verdicts=[play.verdict for play in self._judged],
            findings=findings,
        )

    def _told(self, plays: Sequence[RecognizedPlay], vectors: Matrix) -> None:
        self._vectors.append((list(plays), np.array(vectors)))


class _Covering:
    """Findings by the plays that they cover: of their payee and sources, begun from `start` until before `end`."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings: dict[tuple[ArtistId, SourceId], list[Finding]] = defaultdict(list)
        for finding in findings:
            for source_id in finding.sources:
                self._findings[(finding.artist_id, source_id)].append(finding)

    def of(self, play: _Judgement) -> Sequence[Finding]:
        found = self._findings.get((play.artist_id, play.source_id), ())
        return [finding for finding in found if finding.start <= play.played_at < finding.end]


def _score(play: _Judgement, found: Sequence[Finding]) -> float:
    """The strongest finding adds to the score as a rule does; a duplicate counts nowhere, whatever is found."""
    if play.verdict is Verdict.DUPLICATE or not found:
        return play.score
    return 1.0 - (1.0 - play.score) * (1.0 - max(finding.score for finding in found))


def _verdict(play: _Judgement, found: Sequence[Finding]) -> Verdict:
    """A finding holds what was accepted, and nothing else."""
    return Verdict.HELD if found and play.verdict is Verdict.ACCEPTED else play.verdict


def _received(topic: Topic[E], events: Sequence[E]) -> list[Received[E]]:
    return [
        Received(event, Origin(topic=topic.name, partition=0, offset=offset)) for offset, event in enumerate(events)
    ]


def _events(outputs: Iterable[Output], topic: Topic[E]) -> Iterator[E]:
    for output in outputs:
        if isinstance(output.event, topic.event):
            yield output.event


def _rows(plays: Sequence[RecognizedPlay], told: Iterable[tuple[Sequence[RecognizedPlay], Matrix]]) -> Matrix:
    """The vectors of a batch's plays, in their order. An id that comes twice in a batch is told by the play itself."""
    row_of = {id(play): row for some, vectors in told for play, row in zip(some, vectors, strict=True)}
    width = max((len(row) for row in row_of.values()), default=0)
    rows = np.full((len(plays), width), np.nan)
    for place, play in enumerate(plays):
        if id(play) in row_of:
            rows[place] = row_of[id(play)]
    return rows


def _stacked(parts: Sequence[Matrix]) -> Matrix:
    """All batches' rows; a batch without any vector has rows of NaN."""
    width = max((part.shape[1] for part in parts), default=0)
    return np.concatenate(
        [part if part.shape[1] == width else np.full((len(part), width), np.nan) for part in parts]
        or [np.empty((0, width))]
    )
