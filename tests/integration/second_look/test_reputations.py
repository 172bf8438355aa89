"""From decisions and hard rules to what is published with a source."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from kernel.events.flags import FraudFlag, Severity
from kernel.events.plays import Verdict
from kernel.events.sources import Source, Standing
from kernel.ids import SourceId, derived_id
from kernel.topics import FRAUD_FLAGS, SOURCES
from ledger.revisions import revise
from ledger.sources import publish, sources
from second_look.reputation import floor
from second_look.reputations import Reputations
from second_look.thresholds import OUTCOMES_OF_A_DECISION
from tests.integration.second_look.world import World
from tests.integration.timescale.ledger import event_id, moment, play

SOURCE = "source-1"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = moment()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(world: World) -> None:
    with world.connect() as connection:
        connection.execute(
            "INSERT INTO devices (source_id, source_type, name) VALUES (%s, 'phone', 'Phone')", (SOURCE,)
        )


@pytest.fixture
def make(world: World, clock: Clock) -> Iterator[Callable[[], Reputations]]:
    """Makes what a fresh process has."""
    with psycopg.connect(world.ledger.database, autocommit=True) as connection:
        yield lambda: Reputations(connection, world.codecs.get(SOURCES), clock)


def decide(world: World, verdict: Verdict, *names: object, decision: UUID | None = None) -> None:
    with world.connect() as connection:
        revise(connection, [event_id(name) for name in names], verdict, by="ana", human=True,
               decision_id=decision or uuid4(), reasons=(), now=moment(), codecs=world.codecs)  # fmt: skip


def hit(world: World, name: object, severity: Severity = Severity.REJECT, **changed: Any) -> None:
    """A hit by a rule, as the sink stores it."""
    of = play(name)
    flag = FraudFlag(
        flag_id=derived_id(of.event_id, "rate"),
        event_id=of.event_id,
        source_id=of.source_id,
        song_id=of.song_id,
        played_at=of.played_at,
        rule="rate",
        severity=severity,
        score=1.0,
        evidence="900 plays in one hour.",
        rules_version="1",
        origin=of.origin,
    )
    world.ledger.sink.write(world.ledger.batch(FRAUD_FLAGS, [flag.evolve(**changed)]))


def published(world: World) -> list[Source]:
    """The sources that were published, in order."""
    return [event for event in world.outbox() if isinstance(event, Source)]


def counts(world: World) -> tuple[float, float]:
    """The good and bad outcomes of the newest reputation that was published, to two places."""
    newest = published(world)[-1].reputations[-1]
    return round(newest.good, 2), round(newest.bad, 2)


@pytest.mark.usefixtures("source")
def test_decisions_and_hard_rules_are_published_with_the_source(
    world: World, make: Callable[[], Reputations], clock: Clock
) -> None:
    world.ledger.write(*(play(number, verdict=Verdict.HELD, played_at=moment(number)) for number in range(4)))
    decide(world, Verdict.ACCEPTED, 0, 1)
    decide(world, Verdict.REJECTED, 2)
    hit(world, "another play")
    hit(world, "held only", Severity.HOLD)
    hit(world, "noted only", Severity.NOTE)
    before = len(published(world))
    assert sum(make().look()) == 1
    assert len(published(world)) == before + 1
    assert counts(world) == (2, 2)
    source = published(world)[-1]
    (reputation,) = source.reputations
    assert (source.standing, source.name) == (Standing.REGISTERED, "Phone")
    assert reputation.floor == pytest.approx(floor(reputation.good, reputation.bad), abs=1e-6)
    assert reputation.since == reputation.since.replace(minute=0, second=0, microsecond=0)
    assert timedelta(minutes=10) <= reputation.since - clock.now <= timedelta(minutes=70)


@pytest.mark.usefixtures("source")
def test_a_process_that_starts_anew_publishes_nothing_twice(
    world: World, make: Callable[[], Reputations], clock: Clock
) -> None:
    world.ledger.write(play(1, verdict=Verdict.HELD), play(2, verdict=Verdict.HELD, played_at=moment(3)))
    decide(world, Verdict.ACCEPTED, 1)
    first = make()
    assert [sum(first.look()), sum(first.look()), sum(make().look()), sum(make().refresh())] == [1, 0, 0, 0]
    decide(world, Verdict.REJECTED, 2)
    assert [sum(first.look()), sum(make().look())] == [1, 0]
    assert len(published(world)[-1].reputations) == 1  # the one that does not count yet was computed again
    clock.now += timedelta(hours=2)
    decide(world, Verdict.ACCEPTED, 2)
    assert [sum(first.look()), sum(make().look())] == [1, 0]
    earlier, later = published(world)[-1].reputations
    assert earlier.since < later.since
    assert counts(world) == (2, 0)
    clock.now += timedelta(days=8)
    assert [sum(first.refresh()), sum(first.refresh()), sum(make().look())] == [1, 0, 0]


@pytest.mark.usefixtures("source")
def test_one_bulk_decision_does_not_decide_all(world: World, make: Callable[[], Reputations]) -> None:
    plays = [play(number, verdict=Verdict.HELD, played_at=moment(number / 10)) for number in range(200)]
    world.ledger.write(*plays)
    decide(world, Verdict.REJECTED, *range(200))
    sum(make().look())
    assert counts(world) == (0, OUTCOMES_OF_A_DECISION)


@pytest.mark.usefixtures("source")
def test_a_persons_newest_decision_stands_for_all_before_it(world: World, make: Callable[[], Reputations]) -> None:
    world.ledger.write(play(1, verdict=Verdict.REJECTED))
    hit(world, 1)
    reputations = make()
    sum(reputations.look())
    assert counts(world) == (0, 1)
    decide(world, Verdict.HELD, 1)
    sum(reputations.look())
    assert counts(world) == (0, 0)
    decide(world, Verdict.REJECTED, 1)
    sum(reputations.look())
    assert counts(world) == (0, 1)
    decide(world, Verdict.ACCEPTED, 1)
    sum(reputations.look())
    assert counts(world) == (1, 0)


@pytest.mark.usefixtures("source")
def test_what_machines_do_is_no_outcome(world: World, make: Callable[[], Reputations]) -> None:
    world.ledger.write(play(1))
    with world.connect() as connection:
        revise(connection, [event_id(1)], Verdict.HELD, by="second-look", human=False, decision_id=uuid4(),
               reasons=("few_sources",), now=moment(), codecs=world.codecs)  # fmt: skip
    assert sum(make().look()) == 0


@pytest.mark.usefixtures("source")
def test_a_change_of_standing_keeps_the_reputation(world: World, make: Callable[[], Reputations]) -> None:
    world.ledger.write(play(1, verdict=Verdict.HELD))
    decide(world, Verdict.ACCEPTED, 1)
    sum(make().look())
    earned = published(world)[-1]
    with world.connect() as connection:
        connection.execute("UPDATE devices SET standing = 'suspended' WHERE source_id = %s", (SOURCE,))
        publish(connection, [SOURCE], world.codecs.get(SOURCES))
    suspended = published(world)[-1]
    assert suspended.standing is Standing.SUSPENDED
    assert suspended.reputations == earned.reputations


def test_many_sources_are_gone_through_in_pages_and_strangers_left_out(
    world: World, make: Callable[[], Reputations]
) -> None:
    names = [f"phone-{number:03}" for number in range(230)]
    with world.connect() as connection:
        connection.cursor().executemany(
            "INSERT INTO devices (source_id, source_type, name) VALUES (%s, 'phone', 'p')", [(name,) for name in names]
        )
    for name in [*names, "stranger"]:
        hit(world, name, source_id=SourceId(name))
    assert list(make().look()) == [100, 100, 30]
    assert {source.source_id for source in published(world)} == set(names)
    with world.connect() as connection:
        found = {source.source_id: source for source in sources(connection)}
    assert all(len(source.reputations) == 1 for source in found.values())
    assert found[SourceId("phone-007")].reputations[0].since.tzinfo is UTC
