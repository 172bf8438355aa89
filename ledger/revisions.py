"""The one way to change a verdict: the next revision of a play, kept and put into the outbox in one transaction.

The play itself follows later, by way of plays.scored and the ledger's sink. Until then `play_revisions` alone knows of
the revision, so the next one builds on what is there and not on play_events.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from kernel import outbox
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.events.flags import FraudFlag
from kernel.events.plays import ScoredPlay, Verdict
from kernel.topics import FRAUD_FLAGS, PLAYS_SCORED
from kernel.tracing import new_traceparent, of_trace
from ledger.copying import is_uuid
from ledger.plays import PLAY_COLUMNS, play_of, trace_of
from ledger.sql import sql

NAMED = 5
"""Ids that a refusal names."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Issued:
    """A play with its newest verdict, whether or not play_events holds that already."""

    play: ScoredPlay
    decided: bool
    """Whether a person ever decided on it."""
    trace_id: str | None


def revise(
    connection: Connection,
    event_ids: Collection[str],
    verdict: Verdict,
    *,
    by: str,
    human: bool,
    decision_id: UUID | None,
    reasons: tuple[str, ...],
    now: datetime,
    codecs: Codecs,
    flag: Callable[[ScoredPlay], FraudFlag] | None = None,
    was: Verdict | None = None,
    rescored: Callable[[ScoredPlay], float] | None = None,
    confirm: bool = False,
) -> list[ScoredPlay]:
    """Gives plays another verdict, in the caller's open transaction (READ COMMITTED), and returns them in their order.

    Left out, since nothing is to be done: plays whose newest verdict is `verdict` already, unless a person is to be
    known to have confirmed it (`confirm`, which needs `human` and moves no count); with `was` those whose newest
    verdict is another; and without `human` those that a person ever decided on. Each of the others becomes its
    next revision: its own reasons and those given (where it is accepted now, only those given), the score that
    `rescored` makes of it, and the flag that `flag` makes of the revised play.

    The ids are locked until the transaction ends: a second caller waits and then builds on the first one's revision. To
    lock in the same order, a transaction calls once. The outbox is locked likewise, so commit soon.

    Refused, with nothing written, where an id is no play of the ledger. psycopg.Error.
    """
    todo = [
        issued
        for issued in newest(connection, event_ids)
        if (confirm or issued.play.verdict is not verdict)
        and (was is None or issued.play.verdict is was)
        and (human or not issued.decided)
    ]
    revised = [_revised(issued.play, verdict, reasons, now, rescored) for issued in todo]
    with connection.cursor() as cursor:
        rows = [_row(issued.play, play, by, human, decision_id) for issued, play in zip(todo, revised, strict=True)]
        cursor.executemany(sql("revisions_keep"), rows)
    traces = [of_trace(issued.trace_id) if issued.trace_id else new_traceparent() for issued in todo]
    flags = [flag(play) for play in revised] if flag else []
    outbox.put_all(
        connection,
        PLAYS_SCORED,
        [(play.song_id, play, trace) for play, trace in zip(revised, traces, strict=True)],
        codecs.get(PLAYS_SCORED),
    )
    if flags:
        outbox.put_all(
            connection,
            FRAUD_FLAGS,
            [(each.source_id, each, trace) for each, trace in zip(flags, traces, strict=True)],
            codecs.get(FRAUD_FLAGS),
        )
    return revised


def newest(connection: Connection, event_ids: Collection[str]) -> list[Issued]:
    """The plays by id, each with the newest verdict that was issued, locked until the transaction ends. Refused."""
    wrong = [event_id for event_id in event_ids if not is_uuid(event_id)]
    _refuse(wrong, "no id of a play")
    ids = [UUID(event_id) for event_id in sorted(set(event_ids))]
    locked = {row[0]: row[1:] for row in connection.execute(sql("revisions_lock"), {"ids": ids})}
    _refuse([id_ for id_ in ids if id_ not in locked], "not in the ledger")
    _refuse([id_ for id_, (outcome, _) in locked.items() if outcome != "play"], "unrecognised, not a play yet")
    if not ids:
        return []
    last = {row[0]: row[1:] for row in connection.execute(sql("revisions_last"), {"ids": ids})}
    found = [_issued(row, last.get(row[0])) for row in connection.execute(_PLAYS, _places(locked))]
    there = {issued.play.event_id for issued in found}
    _refuse([id_ for id_ in ids if str(id_) not in there], "older than what the ledger keeps of single plays")
    return found


_PLAYS = sql("revisions_plays").replace("{columns}", PLAY_COLUMNS)


def _places(locked: dict[UUID, tuple[str, datetime]]) -> dict[str, Any]:
    times = [played_at for _, played_at in locked.values()]
    return {"ids": list(locked), "times": times, "earliest": min(times), "latest": max(times)}


def _issued(row: tuple[Any, ...], last: tuple[Any, ...] | None) -> Issued:
    play = play_of(row)
    if last is None:
        return Issued(play, False, trace_of(row))
    revision, verdict, previous, score, reasons, made_at, decided = last
    if revision > play.revision:
        play = play.evolve(
            revision=revision,
            verdict=Verdict(verdict),
            previous_verdict=Verdict(previous),
            score=score,
            reasons=tuple(reasons),
            revised_at=made_at.astimezone(UTC),
        )
    return Issued(play, decided, trace_of(row))


def _revised(
    play: ScoredPlay,
    verdict: Verdict,
    reasons: tuple[str, ...],
    now: datetime,
    rescored: Callable[[ScoredPlay], float] | None,
) -> ScoredPlay:
    kept = () if verdict is Verdict.ACCEPTED else play.reasons
    return play.evolve(
        verdict=verdict,
        previous_verdict=play.verdict,
        revision=play.revision + 1,
        revised_at=now,
        score=rescored(play) if rescored else play.score,
        reasons=tuple(dict.fromkeys((*kept, *reasons))),
    )


def _row(before: ScoredPlay, play: ScoredPlay, by: str, human: bool, decision_id: UUID | None) -> dict[str, Any]:
    return {
        "event_id": UUID(play.event_id),
        "revision": play.revision,
        "played_at": play.played_at,
        "source_id": play.source_id,
        "artist_id": play.artist_id,
        "verdict": play.verdict.value,
        "previous_verdict": before.verdict.value,
        "score": play.score,
        "previous_score": before.score,
        "reasons": list(play.reasons),
        "made_by": by,
        "human": human,
        "decision_id": decision_id,
        "made_at": play.revised_at,
    }


def _refuse(ids: Iterable[object], why: str) -> None:
    named = [str(id_) for id_ in ids]
    if named:
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        raise Refused(f"{why}: {', '.join(named[:NAMED])}{more}")
