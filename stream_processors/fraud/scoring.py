"""The pure step of the fraud stage: plays in; plays with verdicts, flags and sightings out."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from kernel.events.flags import FraudFlag
from kernel.events.plays import RecognizedPlay, ScoredPlay, Verdict
from kernel.events.sources import Source
from kernel.ids import SourceId, derived_id
from kernel.stage import Output, Received, Step, Tables
from kernel.topics import FRAUD_FLAGS, PLAYS_SCORED
from stream_processors.fraud.behaviour import Opinion, Told, nobody, opinions
from stream_processors.fraud.history import Signal
from stream_processors.fraud.judging import Judge, Judged
from stream_processors.fraud.models.schedule import Models
from stream_processors.fraud.sightings import sightings
from stream_processors.fraud.thresholds import RULES_VERSION
from stream_processors.fraud.unusual import BEHAVIOUR, behaviour_flag, shadow_flag
from stream_processors.fraud.verdict import score_of

SourceOf = Callable[[SourceId], Source | None]


def make_step(source_of: SourceOf, models: Models, told: Told = nobody) -> Step[RecognizedPlay]:
    """The step, given what tells a source's standing, the models in force, and who is told the features.

    A verdict depends on the play, on what was judged before it of the same source, and on the source's standing and
    reputation and the models in force at the moment of receipt. A replay on the same state gives the same verdicts,
    unless a source's standing was changed between: the topic `sources` keeps the newest standing only, and a source
    that was reinstated is judged as one that was never suspended.

    There is one ScoredPlay a record, in their order. `told` gets the plays of a batch that have features (all but
    second records and those of streaming services), with them, row by row; nothing depends on it.
    """

    def step(records: Sequence[Received[RecognizedPlay]], tables: Tables) -> list[Output]:
        judge = Judge(tables)
        batch = [judge.judge(record, source_of(record.event.source_id)) for record in records]
        live, shadow = opinions(batch, models, told)
        outputs: list[Output] = []
        scores: list[float] = []
        for judged, opinion, other in zip(batch, live, shadow, strict=True):
            scored = _scored(judged, opinion)
            outputs.append(Output(PLAYS_SCORED, scored.song_id, scored, judged.record))
            if scored.reasons or other is not None:
                flags = _flags(judged, opinion, other)
                outputs += [Output(FRAUD_FLAGS, flag.source_id, flag, judged.record) for flag in flags]
            scores.append(scored.score)
        outputs += sightings(batch, scores)
        judge.store()
        return outputs

    return step


def _scored(judged: Judged, opinion: Opinion | None) -> ScoredPlay:
    reasons = tuple([signal.rule for signal in judged.signals])
    verdict = judged.verdict
    if judged.repeat is not None:
        reasons = (judged.repeat,)
    elif _holds(judged, opinion):
        reasons += (BEHAVIOUR,)
        verdict = Verdict.HELD
    return ScoredPlay(
        **msgspec.structs.asdict(judged.record.event),
        verdict=verdict,
        score=score_of(judged.signals, opinion.score if opinion else 0.0),
        reasons=reasons,
        scored_by=scored_by(opinion.scorer.version if opinion else None),
    )


@lru_cache
def scored_by(model: str | None) -> str:
    """What judged a play: the version of the rules, and that of the model where one was in force."""
    return RULES_VERSION if model is None else f"{RULES_VERSION} {model}"


def _holds(judged: Judged, opinion: Opinion | None) -> bool:
    """Whether a model holds the play, or holds it too. What the rules reject is rejected without asking."""
    return opinion is not None and opinion.holds and judged.verdict is not Verdict.REJECTED


def _flags(judged: Judged, live: Opinion | None, shadow: Opinion | None) -> list[FraudFlag]:
    play = judged.record.event
    flags = [_flag(play, signal) for signal in judged.signals]
    if live is not None and _holds(judged, live):
        flags.append(behaviour_flag(play, live))
    elif shadow is not None and shadow.holds and judged.verdict is Verdict.ACCEPTED:
        flags.append(shadow_flag(play, shadow))
    return flags


def _flag(play: RecognizedPlay, signal: Signal) -> FraudFlag:
    return FraudFlag(
        flag_id=derived_id(play.event_id, signal.rule),
        event_id=play.event_id,
        source_id=play.source_id,
        song_id=play.song_id,
        played_at=play.played_at,
        rule=signal.rule,
        severity=signal.severity,
        score=signal.weight,
        evidence=signal.evidence,
        details=dict(signal.details),
        rules_version=RULES_VERSION,
        origin=play.origin,
    )
