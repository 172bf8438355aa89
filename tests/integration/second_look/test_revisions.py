"""Verdicts are changed one after the other, once each, whoever asks and however far the last change has come."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from kernel.errors import Refused
from kernel.events.detections import Location, Metadata
from kernel.events.flags import FraudFlag, Severity
from kernel.events.plays import ScoredPlay, Verdict
from kernel.ids import derived_id
from ledger.revisions import revise
from tests.integration.second_look.world import World
from tests.integration.timescale.ledger import TRACE, Model, event_id, moment, play, unrecognised
from tests.waiting import wait_until


def revised(world: World, verdict: Verdict, *names: object, **changed: Any) -> list[ScoredPlay]:
    """One decision in a transaction of its own."""
    with world.connect() as connection:
        return deciding(world, connection, verdict, *names, **changed)


def deciding(
    world: World, connection: psycopg.Connection[Any], verdict: Verdict, *names: object, **changed: Any
) -> list[ScoredPlay]:
    """One decision in an open transaction."""
    told: dict[str, Any] = {
        "by": "ana",
        "human": True,
        "decision_id": uuid4(),
        "reasons": (),
        "now": moment(),
    } | changed
    return revise(connection, [event_id(name) for name in names], verdict, codecs=world.codecs, **told)


def flag_of(revised: ScoredPlay) -> FraudFlag:
    return FraudFlag(
        flag_id=derived_id(revised.event_id, "test"),
        event_id=revised.event_id,
        source_id=revised.source_id,
        song_id=revised.song_id,
        played_at=revised.played_at,
        rule="shared_sequence",
        severity=Severity.HOLD,
        score=0.9,
        evidence="2 phones played the same songs.",
        rules_version="1",
        origin=revised.origin,
    )


def test_a_play_is_read_as_it_was_written(world: World) -> None:
    full = play(
        1,
        sent_at=moment(0.05),
        sequence=7,
        location=Location(lat=-1.95, lon=30.06, accuracy_m=12.5),
        venue_id="bar-1",
        station_id="one",
        isrc="RWA012600001",
        margin=0.25,
        declared=Metadata(title='A "quoted"\ttitle', artist="Ünïcode"),
        declared_song_id="song-2",
        fingerprint_hash=-5,
        verdict=Verdict.HELD,
        reasons=("rate", 'odd "one"'),
    )
    plain = play(2)
    world.ledger.write(full, plain)
    assert world.plays() == {full.event_id: full, plain.event_id: plain}


def test_a_revision_reaches_the_ledger_with_its_trace_reasons_and_flag(world: World) -> None:
    world.ledger.write(play(1, verdict=Verdict.HELD, reasons=("rate",)), play(2))
    now = moment()
    (made,) = revised(world, Verdict.REJECTED, 1, reasons=("copied",), now=now, flag=flag_of, rescored=lambda _: 0.8)
    assert (made.revision, made.previous_verdict, made.verdict) == (1, Verdict.HELD, Verdict.REJECTED)
    assert (made.reasons, made.score, made.revised_at) == (("rate", "copied"), 0.8, now)
    assert world.outbox() == [made, flag_of(made)]
    assert world.ledger.rows("SELECT key, left(headers ->> 'traceparent', 35) FROM outbox ORDER BY id") == [
        ("song-1", f"00-{TRACE}"), ("source-1", f"00-{TRACE}")
    ]  # fmt: skip
    world.publish()
    assert world.plays()[made.event_id] == made
    assert world.ledger.rows("SELECT event_id::text, rule FROM fraud_flags") == [(made.event_id, "shared_sequence")]


def test_what_was_issued_and_is_not_back_yet_is_built_on(world: World) -> None:
    model = Model()
    first = play(1, verdict=Verdict.HELD, reasons=("rate",))
    model.see(first)
    world.ledger.write(first)
    steps = [Verdict.ACCEPTED, Verdict.REJECTED, Verdict.DUPLICATE, Verdict.HELD]
    made = [each for verdict in steps for each in revised(world, verdict, 1, reasons=(verdict.value,))]
    assert [(each.revision, each.previous_verdict) for each in made] == list(enumerate([Verdict.HELD, *steps[:-1]], 1))
    assert [each.reasons for each in made] == [
        ("accepted",), ("accepted", "rejected"), ("accepted", "rejected", "duplicate"),
        ("accepted", "rejected", "duplicate", "held"),
    ]  # fmt: skip
    assert world.verdicts() == [Verdict.HELD]
    for each in made:
        model.see(each)
    world.publish()
    assert world.plays() == model.plays
    assert world.ledger.rollups() == model.rollups()
    assert world.ledger.letters.kept == []


def test_the_same_verdict_again_changes_nothing(world: World) -> None:
    world.ledger.write(play(1, verdict=Verdict.HELD), play(2))
    assert revised(world, Verdict.HELD, 1) == []
    assert [each.event_id for each in revised(world, Verdict.ACCEPTED, 1, 2, 1)] == [event_id(1)]
    assert revised(world, Verdict.ACCEPTED, 1, 2) == []
    assert len(world.revisions()) == len(world.outbox()) == 1


def test_what_is_no_play_is_refused_and_nothing_is_written(world: World) -> None:
    world.ledger.write(play(1))
    world.ledger.write(unrecognised(play("unknown song")))
    with pytest.raises(Refused, match=f"not in the ledger: {event_id('nobody')}"):
        revised(world, Verdict.HELD, 1, "nobody")
    with pytest.raises(Refused, match=f"unrecognised, not a play yet: {event_id('unknown song')}"):
        revised(world, Verdict.HELD, 1, "unknown song")
    with world.connect() as connection, pytest.raises(Refused, match="no id of a play: 17"):
        revise(connection, ["17"], Verdict.HELD, by="ana", human=True, decision_id=None, reasons=(), now=moment(),
               codecs=world.codecs)  # fmt: skip
    world.ledger.execute("DELETE FROM play_events")
    with pytest.raises(Refused, match="older than what the ledger keeps"):
        revised(world, Verdict.HELD, 1)
    assert revised(world, Verdict.HELD) == []
    assert not world.revisions()
    assert not world.outbox()


def test_no_machine_changes_what_a_person_decided(world: World) -> None:
    machine = partial(revised, world, by="second-look", human=False)
    world.ledger.write(play(1), play(2))
    assert len(machine(Verdict.HELD, 1, 2)) == 2
    assert len(revised(world, Verdict.REJECTED, 1)) == 1
    assert [each.event_id for each in machine(Verdict.ACCEPTED, 1, 2)] == [event_id(2)]
    assert machine(Verdict.HELD, 1) == []


def test_only_a_verdict_that_is_still_the_newest_is_changed(world: World) -> None:
    world.ledger.write(play(1), play(2, verdict=Verdict.REJECTED))
    assert [each.event_id for each in revised(world, Verdict.HELD, 1, 2, was=Verdict.ACCEPTED)] == [event_id(1)]


def test_a_transaction_that_is_rolled_back_leaves_nothing(world: World) -> None:
    world.ledger.write(play(1))
    with world.connect() as connection:
        assert len(deciding(world, connection, Verdict.HELD, 1)) == 1
        connection.rollback()
    assert not world.revisions()
    assert not world.outbox()
    assert [each.revision for each in revised(world, Verdict.HELD, 1)] == [1]


def test_of_two_at_once_one_waits_and_sees_what_the_other_did(world: World) -> None:
    world.ledger.write(*(play(number, verdict=Verdict.HELD) for number in range(20)))
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with ThreadPoolExecutor(2) as pool, world.connect() as connection:
        assert len(deciding(world, connection, Verdict.ACCEPTED, *range(20))) == 20
        same = pool.submit(revised, world, Verdict.ACCEPTED, *reversed(range(20)))
        other = pool.submit(revised, world, Verdict.REJECTED, *range(10))
        wait_until(lambda: world.ledger.rows(waiting) == [(2,)], what="two that wait")
        connection.commit()
        first, second = same.result(30), other.result(30)
    world.publish()
    assert len(second) == 10
    assert len(first) in (0, 10)  # those that the other one rejected, if that came first
    assert {(each.previous_verdict, each.revision) for each in second} == {(Verdict.ACCEPTED, 2)}
    assert len(world.revisions()) == 30 + len(first)
    assert world.ledger.letters.kept == []


def test_callers_and_the_sink_meet_in_any_order_without_a_deadlock(world: World) -> None:
    names = range(60)
    model = Model()
    for each in (plays := [play(number, verdict=Verdict.HELD) for number in names]):
        model.see(each)
    world.ledger.write(*plays)
    made: list[list[ScoredPlay]] = []
    ready = threading.Barrier(3)

    def decide(verdict: Verdict) -> None:
        ready.wait(10)
        made.extend(revised(world, verdict, *names[first : first + 30]) for first in (0, 30, 15))

    with ThreadPoolExecutor(2) as pool:
        deciders = [pool.submit(decide, verdict) for verdict in (Verdict.ACCEPTED, Verdict.REJECTED)]
        ready.wait(10)
        while not all(decider.done() for decider in deciders):
            world.publish()
        for decider in deciders:
            decider.result()
    world.publish()
    every = sorted((each for some in made for each in some), key=lambda each: each.revision)
    for each in every:
        model.see(each)
    assert len(every) == len(world.revisions())
    assert world.plays() == model.plays
    assert world.ledger.rollups() == model.rollups()
    assert world.ledger.letters.kept == []


@pytest.mark.parametrize("statement", ["UPDATE play_revisions SET human = true", "DELETE FROM play_revisions",
                                       "TRUNCATE play_revisions"])  # fmt: skip
def test_revisions_are_only_added(world: World, statement: str) -> None:
    world.ledger.write(play(1))
    revised(world, Verdict.HELD, 1)
    with pytest.raises(errors.RestrictViolation, match="append-only"):
        world.ledger.execute(statement)


def test_plays_of_many_days_are_revised_at_once(world: World) -> None:
    plays = [play(days, played_at=moment(days) - timedelta(hours=1)) for days in range(25)]
    world.ledger.write(*plays)
    assert len(revised(world, Verdict.HELD, *range(25))) == 25
    world.publish()
    assert set(world.verdicts()) == {Verdict.HELD}
