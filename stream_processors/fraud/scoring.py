"""The pure step of the fraud stage: plays in, plays with verdicts and flags out."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from kernel.events import FraudFlag, RecognizedPlay, ScoredPlay, Source, Verdict
from kernel.ids import EventId, SourceId, derived_id
from kernel.stage import Output, Received, Step, Tables
from kernel.topics import FRAUD_FLAGS, PLAYS_SCORED
from stream_processors.fraud.days import Days
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.packing import DAY_MS, pack
from stream_processors.fraud.recall import has_ear, outlet_of, owned, recall, start_ms_of
from stream_processors.fraud.rules import RULES
from stream_processors.fraud.seen_ids import SeenIds
from stream_processors.fraud.thresholds import RULES_VERSION
from stream_processors.fraud.verdict import score_of, verdict_of

UUID_BYTES = 16


def make_step(source_of: Callable[[SourceId], Source | None]) -> Step[RecognizedPlay]:
    """The step, given what tells a source's standing.

    A verdict depends on the play, on what was judged before it of the same source, and on the source's standing at the
    moment of receipt. A replay on the same state gives the same verdicts, unless a source's standing was changed
    between: the topic `sources` keeps the newest standing only, and a source that was reinstated is judged as one that
    was never suspended.
    """

    def step(records: Sequence[Received[RecognizedPlay]], tables: Tables) -> list[Output]:
        ids = SeenIds(tables)
        days = Days(tables)
        outputs = [output for record in records for output in _judge(record, ids, days, source_of)]
        ids.store()
        days.store()
        return outputs

    return step


def _judge(
    record: Received[RecognizedPlay],
    ids: SeenIds,
    days: Days,
    source_of: Callable[[SourceId], Source | None],
) -> Iterator[Output]:
    play = record.event
    event_id = _bytes_of(play.event_id)
    repeat = ids.repeat_of(play, event_id)
    if repeat is not None:
        yield _scored(record, Verdict.DUPLICATE, 0.0, (repeat,))
        return
    source = source_of(play.source_id)
    start_ms = start_ms_of(play)
    past = days.of(play.source_id, outlet_of(play)) if has_ear(play) else None
    history = recall(play, past, start_ms, source) if past else History(source=source)
    signals = [signal for rule in RULES if (signal := rule(play, history)) is not None]
    verdict = verdict_of(signals)
    if past is not None and verdict is not Verdict.REJECTED and not history.days_behind:
        day, offset_ms = divmod(start_ms, DAY_MS)
        own = owned(play, source)
        packed = pack(play, event_id, offset_ms, counted=verdict is Verdict.ACCEPTED, own=own)
        past.add(day, packed, play.duration_ms, own=own, clock_moved=history.clock_moves > 0)
    yield _scored(record, verdict, score_of(signals), tuple(signal.rule for signal in signals))
    for signal in signals:
        yield _flag(record, signal)


def _bytes_of(event_id: EventId) -> bytes:
    """A UUID's 16 bytes, faster than by way of `UUID`. ValueError where it is none."""
    found = bytes.fromhex(event_id.replace("-", ""))
    if len(found) != UUID_BYTES:
        raise ValueError(f"{event_id!r} is not a UUID")
    return found


def _scored(record: Received[RecognizedPlay], verdict: Verdict, score: float, reasons: tuple[str, ...]) -> Output:
    play = record.event
    scored = ScoredPlay(
        **msgspec.structs.asdict(play), verdict=verdict, score=score, reasons=reasons, scored_by=RULES_VERSION
    )
    return Output(topic=PLAYS_SCORED, key=play.song_id, event=scored, cause=record)


def _flag(record: Received[RecognizedPlay], signal: Signal) -> Output:
    play = record.event
    flag = FraudFlag(
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
    return Output(topic=FRAUD_FLAGS, key=play.source_id, event=flag, cause=record)
