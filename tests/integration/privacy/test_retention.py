"""Places become coarse when they are due, once, and nothing that counts changes."""

import asyncio
from datetime import timedelta

from identity.privacy import retention
from kernel.clock import system_clock
from tests.integration.privacy.conftest import HERE, World

PLACES = "SELECT lat, lon, accuracy_m::float FROM {} ORDER BY played_at"
PRECISE = (HERE.lat, HERE.lon, HERE.accuracy_m)
COARSE = (-2.0, 30.1, retention.COARSE_M)


def counted(world: World) -> list[tuple[object, ...]]:
    """What totals, verdicts and fingerprints of content stand on."""
    return world.ledger.rows(
        "SELECT event_id, played_at, district, verdict, duration_ms, content_hash FROM play_events ORDER BY event_id"
    )


async def test_old_places_are_coarse_and_young_ones_are_as_reported(world: World) -> None:
    world.plays(120, 95, 85, 1)
    world.plays(110, 2, known=False)
    before, totals = counted(world), world.ledger.rollups()
    assert await retention.coarsen(world.desk, 1_000) > 0
    assert world.ledger.rows(PLACES.format("play_events")) == [COARSE, COARSE, PRECISE, PRECISE]
    assert world.ledger.rows(PLACES.format("unrecognised_plays")) == [COARSE, PRECISE]
    assert (counted(world), world.ledger.rollups()) == (before, totals)
    assert await retention.coarsen(world.desk, 1_000) == 0, "what is done is done"


async def test_it_goes_on_where_it_was(world: World) -> None:
    world.plays(100, 99, 98)
    assert await retention.coarsen(world.desk, 1) == 1
    assert world.ledger.rows(PLACES.format("play_events")) == [COARSE, PRECISE, PRECISE]
    assert await retention.coarsen(world.desk, 1) == 1
    assert world.ledger.rows(PLACES.format("play_events")) == [COARSE, COARSE, PRECISE]


async def test_two_at_once_do_each_day_once(world: World) -> None:
    world.plays(*range(95, 105))
    done = await asyncio.gather(retention.coarsen(world.desk, 1_000), retention.coarsen(world.desk, 1_000))
    assert sum(done) == (world.ledger.rows("SELECT extract(day FROM done_before - min) FROM retention_marks, "
        "(SELECT date_trunc('day', min(played_at), 'UTC') AS min FROM play_events) AS m")[0][0])  # fmt: skip
    assert set(world.ledger.rows(PLACES.format("play_events"))) == {COARSE}


async def test_a_day_is_due_as_a_whole(world: World) -> None:
    world.plays(89)
    assert await retention.coarsen(world.desk, 10) == 0
    world.at = system_clock() + timedelta(days=3)
    assert await retention.coarsen(world.desk, 10) > 0


async def test_without_plays_there_is_nothing_to_do(world: World) -> None:
    assert await retention.coarsen(world.desk, 10) == 0
    assert world.ledger.rows("SELECT count(*) FROM retention_marks") == [(0,)]


def test_what_comes_late_never_comes_behind_the_mark() -> None:
    assert timedelta(days=31) < retention.PRECISE, "late uploads are taken for 30 days"
