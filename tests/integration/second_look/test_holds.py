"""Findings hold and release plays: all that they cover, whenever it comes, and nothing that a person decided."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from kernel.clock import KIGALI, system_clock
from kernel.events.findings import Finding
from kernel.events.plays import ScoredPlay, Verdict
from kernel.ids import ArtistId, SourceId
from ledger.revisions import revise
from second_look.holds import BY, SWEEP, Holds, Patience
from tests.integration.second_look.world import World
from tests.integration.timescale.ledger import Model, event_id, moment, play

DAY = moment(2).astimezone(KIGALI).replace(hour=0, minute=0, second=0, microsecond=0)
FARM = ("phone-1", "phone-2")
AT_ONCE = Patience(again=timedelta())
A, H, R = Verdict.ACCEPTED, Verdict.HELD, Verdict.REJECTED


@pytest.fixture
def connection(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.ledger.database, autocommit=True) as made:
        yield made


@pytest.fixture
def holds(world: World, connection: psycopg.Connection[Any]) -> Holds:
    return Holds(connection, world.codecs, system_clock, AT_ONCE, page=3)


@pytest.fixture
def settle(world: World, holds: Holds) -> Callable[[], int]:
    """Looks and publishes until nothing changes any more; returns how many plays were revised."""

    def settled() -> int:
        total = 0
        while revised := sum(holds.look()):
            total += revised
            world.publish()
        return total

    return settled


def finding(sources: tuple[str, ...] = FARM, kind: str = "shared_sequence", **changed: Any) -> Finding:
    made = Finding(
        finding_id="5f1c6f0e-52b4-5d6b-8a0a-0f6c1f5a9d21" if kind == "shared_sequence" else str(uuid4()),
        artist_id=ArtistId("artist-1"),
        kind=kind,
        start=DAY,
        end=DAY + timedelta(days=1),
        sources=tuple(map(SourceId, sources)),
        score=0.5,
        evidence="2 phones played the same 14 songs in the same order.",
        details={"shared": "11"},
        version="groups-1",
    )
    return made.evolve(**changed)


def at(hour: float, name: object, source: str = "phone-1", **changed: Any) -> ScoredPlay:
    """A play of the day."""
    return play(name, played_at=DAY + timedelta(hours=hour), source_id=SourceId(source), **changed)


def decide(world: World, verdict: Verdict, *names: object) -> None:
    """What a reviewer does."""
    with world.connect() as connection:
        revise(connection, [event_id(name) for name in names], verdict, by="ana", human=True, decision_id=uuid4(),
               reasons=(), now=moment(), codecs=world.codecs)  # fmt: skip


def verdicts(world: World, *names: object) -> list[Verdict]:
    plays = world.plays()
    return [plays[event_id(name)].verdict for name in names]


def test_a_finding_holds_what_it_covers_and_nothing_else(world: World, settle: Callable[[], int]) -> None:
    world.ledger.write(
        *(at(hour, hour, FARM[hour % 2]) for hour in range(10)),
        at(5, "another source", "phone-9"),
        at(5, "another payee", artist_id=ArtistId("artist-2")),
        at(-0.001, "the day before"), at(24, "the day after"), at(23.999, "the last minute"),
        at(5, "rejected", verdict=R), at(5, "held", verdict=H, reasons=("rate",)),
    )  # fmt: skip
    world.find(finding())
    assert settle() == 11
    assert verdicts(world, *range(10), "the last minute") == [H] * 11
    assert verdicts(world, "another source", "another payee", "the day before", "the day after") == [A] * 4
    assert verdicts(world, "rejected", "held") == [R, H]
    held = world.plays()[event_id(3)]
    assert (held.reasons, held.score, held.revision) == (("shared_sequence",), 0.55, 1)
    rows = world.ledger.rows("SELECT evidence, details ->> 'finding_id', severity FROM fraud_flags")
    assert rows == [(finding().evidence, finding().finding_id, "hold")] * 11
    assert settle() == 0


def test_late_plays_are_held_too(world: World, settle: Callable[[], int]) -> None:
    world.ledger.write(at(1, 1))
    world.find(finding())
    assert settle() == 1
    world.ledger.write(at(2, 2), at(3, 3, "phone-9"))
    assert settle() == 1
    assert verdicts(world, 1, 2, 3) == [H, H, A]


def test_late_plays_wait_for_company_and_new_states_do_not(world: World, connection: psycopg.Connection[Any]) -> None:
    patient = Holds(connection, world.codecs, system_clock)
    world.find(finding())
    assert sum(patient.look()) == 0
    world.ledger.write(at(1, 1), at(1, 2, "phone-2"))
    assert sum(patient.look()) == 0
    world.find(finding(("phone-1",)))
    assert sum(patient.look()) == 1


def test_a_finding_is_acted_upon_when_it_has_settled(world: World, connection: psycopg.Connection[Any]) -> None:
    waits = Holds(connection, world.codecs, system_clock, Patience(settled=timedelta(hours=1)))
    world.ledger.write(at(1, 1))
    world.find(finding())
    assert sum(waits.look()) == 0
    connection.execute("UPDATE fraud_findings SET changed_at = now() - interval '2 hours'")
    assert sum(waits.look()) == 1


def test_a_finding_that_never_settles_is_acted_upon_after_ten_times_as_long(
    world: World, connection: psycopg.Connection[Any]
) -> None:
    waits = Holds(connection, world.codecs, system_clock, Patience(settled=timedelta(hours=1)))
    world.ledger.write(at(1, 1))
    world.find(finding())
    connection.execute("UPDATE fraud_findings SET found_at = now() - interval '9 hours'")
    assert sum(waits.look()) == 0
    connection.execute("UPDATE fraud_findings SET found_at = now() - interval '11 hours'")
    assert sum(waits.look()) == 1


def test_what_no_finding_covers_any_more_is_released(world: World, settle: Callable[[], int]) -> None:
    plays = [at(hour, hour, FARM[hour % 2], score=0.2) for hour in range(8)]
    model = Model()
    for each in plays:
        model.see(each)
    world.ledger.write(*plays)
    before = world.plays()
    world.find(finding())
    assert settle() == 8
    world.find(finding(("phone-1",)))
    assert settle() == 4
    assert verdicts(world, *range(8)) == [H, A] * 4
    world.find(finding(()))
    assert settle() == 4
    after = world.plays()
    for each in before.values():
        now = after[each.event_id]
        assert (now.verdict, now.score, now.reasons, now.revision) == (A, 0.2, (), 2)
    assert world.ledger.rollups() == model.rollups()
    world.find(finding())
    assert settle() == 8
    assert verdicts(world, *range(8)) == [H] * 8


def test_a_play_stays_held_as_long_as_any_finding_covers_it(world: World, settle: Callable[[], int]) -> None:
    world.ledger.write(at(1, 1), at(2, 2, "phone-2"))
    other = finding(("phone-1",), kind="few_sources")
    world.find(finding(), other)
    assert settle() == 2
    world.find(finding(()))
    assert settle() == 1
    assert verdicts(world, 1, 2) == [H, A]
    world.find(other.evolve(sources=()))
    assert settle() == 1
    assert verdicts(world, 1, 2) == [A, A]


def test_no_finding_touches_what_a_person_decided(world: World, settle: Callable[[], int]) -> None:
    world.ledger.write(at(1, 1), at(2, 2), at(3, 3), at(4, 4, verdict=H))
    decide(world, A, 4)
    world.publish()
    world.find(finding())
    assert settle() == 3
    decide(world, A, 1)
    decide(world, R, 2)
    assert settle() == 0
    world.publish()
    world.find(finding(("phone-1",)))
    assert settle() == 0
    world.find(finding(()))
    assert settle() == 1
    assert verdicts(world, 1, 2, 3, 4) == [A, R, A, A]


def test_a_decision_that_is_not_back_yet_counts(world: World, holds: Holds) -> None:
    """The ledger still says accepted, or held, while the outbox holds the person's decision."""
    world.ledger.write(at(1, 1), at(2, 2))
    decide(world, R, 1)
    world.find(finding())
    assert sum(holds.look()) == 1
    decide(world, R, 2)
    world.find(finding(()))
    assert sum(holds.look()) == 0
    world.publish()
    assert verdicts(world, 1, 2) == [R, R]
    assert world.ledger.letters.kept == []


def test_findings_that_come_and_go_before_anything_is_back(world: World, holds: Holds) -> None:
    world.ledger.write(at(1, 1))
    for number, sources in enumerate([FARM, (), FARM, ()], 1):
        world.find(finding(sources))
        assert sum(holds.look()) == 1
        assert world.revisions()[-1][1] == number
    world.publish()
    assert verdicts(world, 1) == [A]
    assert len(world.ledger.rows("SELECT flag_id FROM fraud_flags")) == 2
    assert world.ledger.letters.kept == []


def test_one_that_ends_after_any_transaction_is_continued_by_another(world: World, holds: Holds) -> None:
    world.ledger.write(*(at(hour, hour) for hour in range(10)))
    world.find(finding())
    revised = 0
    for _ in range(10):
        revised += next(holds.look(), 0)  # the first transaction that has something to do, and no more
    assert revised == 10
    world.publish()
    assert verdicts(world, *range(10)) == [H] * 10
    assert [row[1] for row in world.revisions()] == [1] * 10


def test_two_at_once_do_it_once(world: World, holds: Holds) -> None:
    world.ledger.write(*(at(hour, hour) for hour in range(9)))
    world.find(finding())
    with psycopg.connect(world.ledger.database, autocommit=True) as another:
        other = Holds(another, world.codecs, system_clock, AT_ONCE, page=3)
        both = zip(holds.look(), other.look(), strict=False)
        assert sum(map(sum, both)) + sum(holds.look()) + sum(other.look()) == 9
    assert len(world.revisions()) == len({row[0] for row in world.revisions()}) == 9
    assert {row[4] for row in world.revisions()} == {BY}


def test_the_sweep_finds_what_the_count_does_not_tell(world: World, holds: Holds, settle: Callable[[], int]) -> None:
    """A window that ended long ago; and a play that took the place of one that a person found to be a duplicate."""
    start: datetime = DAY - timedelta(days=60)
    old = finding(start=start, end=start + timedelta(days=1))
    world.ledger.write(play(1, played_at=start + timedelta(hours=1), source_id=SourceId("phone-1")))
    world.find(old)
    assert settle() == 0
    assert sum(holds.look(SWEEP)) == 1
    world.publish()
    recent = finding(finding_id=str(uuid4()))
    world.ledger.write(at(1, 2))
    world.find(recent)
    assert settle() == 1
    decide(world, Verdict.DUPLICATE, 2)
    world.publish()
    world.ledger.write(at(2, 3))
    assert settle() == 0
    world.ledger.execute("UPDATE finding_looks SET looked_at = looked_at - interval '25 hours'")
    assert sum(holds.look(SWEEP)) == 1


def test_an_earlier_state_that_comes_again_changes_nothing(world: World) -> None:
    first = world.find(finding())
    world.find(finding(("phone-1",)))
    world.ledger.rewind(first)
    world.ledger.sink = world.ledger.another_sink()
    world.ledger.ends.clear()
    world.find(finding())
    rows = world.ledger.rows("SELECT sources, record_offset FROM fraud_findings")
    assert rows == [(["phone-1"], 1)]
    world.find(finding(("phone-2",)), finding(()))
    assert world.ledger.rows("SELECT sources, kind, details FROM fraud_findings") == [
        ([], "shared_sequence", {"shared": "11"})
    ]


def test_findings_that_can_be_no_row_are_dead_letters_and_tombstones_are_none(world: World) -> None:
    ledger = world.ledger
    ledger.sink.write(ledger.raw("fraud.findings", [b"nonsense"]))
    world.find(
        finding(finding_id="no uuid"), finding(end=DAY), finding(finding_id=str(uuid4()), evidence="\0"), finding()
    )
    assert [poisoned.record.origin.offset for poisoned in ledger.letters.kept] == [0, 1, 2, 3]
    ledger.sink.write(ledger.raw("fraud.findings", [None]))  # type: ignore[list-item]
    assert len(ledger.letters.kept) == 4
    assert ledger.rows("SELECT sources FROM fraud_findings") == [(list(FARM),)]
