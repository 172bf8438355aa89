"""The third look reads the ledger, its findings take the way of all findings, and they hold plays."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from kernel.clock import Clock, system_clock
from kernel.events.findings import Finding
from kernel.events.plays import ScoredPlay, Verdict
from kernel.ids import ArtistId, SongId, SourceId
from kernel.topics import FRAUD_FINDINGS
from second_look.holds import Holds, Patience
from second_look.third_look import AFTER, LATE_DAYS, ThirdLook
from stream_processors.fraud.second_look.packing import day_number, day_start
from stream_processors.fraud.third_look.look import DAYS, finding_id
from tests.integration.second_look.test_holds import decide
from tests.integration.second_look.world import World
from tests.integration.timescale.ledger import moment, play

LAST = day_number(moment(2))
PAYEE = ArtistId("payee")
HIRED = tuple(SourceId(f"hired-{number}") for number in range(8))


@pytest.fixture
def connection(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.ledger.database, autocommit=True) as made:
        yield made


def at(day: int, name: str, source: str, artist: str, **changed: Any) -> ScoredPlay:
    """A play on one of the last days of the window, 0 the last."""
    minutes = 600 + sum(map(ord, name)) * 7 % 700
    played_at = day_start(LAST - day) + timedelta(minutes=minutes)
    told = {"source_id": SourceId(source), "artist_id": ArtistId(artist), "song_id": SongId(f"{artist}-1")}
    return play(f"{name}|{source}|{artist}", played_at=played_at, **told, **changed)


def country(world: World, hired: int = len(HIRED)) -> None:
    """People with many artists, some of whom played the payee once, and phones that play it day after day."""
    usual = [
        at(day, f"{day}-{n}", source, f"artist-{(3 * n + day + sum(map(ord, source))) % 15}")
        for source in (*(f"phone-{n}" for n in range(25)), *HIRED[:hired])
        for day in range(4)
        for n in range(3)
    ]
    once = [at(n % 4, "once", f"phone-{n}", PAYEE) for n in range(6)]
    daily = [at(day, f"p{day}-{n}", source, PAYEE) for source in HIRED[:hired] for day in range(4) for n in range(2)]
    world.ledger.write(*usual, *once, *daily)


def looks(world: World, connection: psycopg.Connection[Any], clock: Clock | None = None) -> ThirdLook:
    return ThirdLook(connection, world.codecs.get(FRAUD_FINDINGS), clock or (lambda: after(LAST)))


def after(last: int) -> datetime:
    """When the window that ends with a day has ended, and most phones have uploaded."""
    return day_start(last + 1) + AFTER


def found(world: World) -> dict[str, tuple[str, ...]]:
    rows = world.ledger.rows(
        "SELECT kind, sources FROM fraud_findings WHERE ends_at = (SELECT max(ends_at) FROM fraud_findings)"
    )
    return {kind: tuple(sources) for kind, sources in rows}


def test_what_it_finds_holds_the_plays(world: World, connection: psycopg.Connection[Any]) -> None:
    country(world)
    assert sum(looks(world, connection).look()) == 1
    world.publish()
    assert found(world) == {"hired_crowd": HIRED}
    assert sum(Holds(connection, world.codecs, system_clock, Patience(ended=timedelta(days=36500))).look()) == 64
    world.publish()
    held = [each for each in world.plays().values() if each.verdict is Verdict.HELD]
    assert {each.source_id for each in held} == set(HIRED)
    assert all(each.artist_id == PAYEE and each.reasons == ("hired_crowd",) for each in held)


def test_a_second_look_at_the_same_plays_tells_nothing_new(world: World, connection: psycopg.Connection[Any]) -> None:
    country(world)
    third = looks(world, connection)
    assert sum(third.look()) == 1
    world.publish()
    assert list(third.look()) == []
    assert sum(looks(world, connection).look()) == 0, "another process, which looks again"


def test_what_people_decided_does_not_make_a_finding_fall_apart(
    world: World, connection: psycopg.Connection[Any]
) -> None:
    country(world)
    list(looks(world, connection).look())
    world.publish()
    decide(world, Verdict.REJECTED, *(f"p{day}-0|{source}|payee" for source in HIRED[:6] for day in range(4)))
    world.publish()
    assert sum(looks(world, connection).look()) == 0


def test_a_day_is_looked_at_when_it_has_ended_and_again_when_its_late_plays_are_in(
    world: World, connection: psycopg.Connection[Any]
) -> None:
    country(world, hired=2)
    now = after(LAST) - timedelta(seconds=1)
    third = looks(world, connection, lambda: now)
    list(third.look())
    now = after(LAST)
    list(third.look())
    world.publish()
    assert found(world) == {}
    country_of_late = [
        at(day, f"p{day}-{n}", source, PAYEE, received_at=after(LAST + 3))
        for source in HIRED[2:]
        for day in range(4)
        for n in range(2)
    ]
    world.ledger.write(*country_of_late)
    now = after(LAST + LATE_DAYS)
    list(third.look())
    world.publish()
    kinds = world.ledger.rows("SELECT kind, sources, ends_at FROM fraud_findings")
    assert (day_start(LAST + 1), set(HIRED)) in [(ends_at, set(sources)) for _, sources, ends_at in kinds]


def test_what_is_found_no_more_is_withdrawn(world: World, connection: psycopg.Connection[Any]) -> None:
    country(world, hired=0)
    name = finding_id(PAYEE, "hired_crowd", LAST)
    before = Finding(
        finding_id=name,
        artist_id=PAYEE,
        kind="hired_crowd",
        start=day_start(LAST - DAYS + 1),
        end=day_start(LAST + 1),
        sources=HIRED,
        score=0.5,
        evidence="8 phones gave this artist 40 % of their plays",
        version="rules-1",
    )
    other = before.evolve(finding_id=finding_id(PAYEE, "devoted_cluster", LAST), kind="devoted_cluster")
    world.find(before, other)
    assert sum(looks(world, connection).look()) == 1
    world.publish()
    assert found(world) == {"hired_crowd": (), "devoted_cluster": HIRED}
    assert sum(looks(world, connection).look()) == 0


def test_an_empty_ledger(world: World, connection: psycopg.Connection[Any]) -> None:
    assert sum(looks(world, connection).look()) == 0
