"""Unknown recordings in the database: counted, named once, and every hearing of them a play once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from fingerprinting.compressed import Items
from kernel.events.detections import Detection
from kernel.events.sources import SourceType
from kernel.ids import SourceId, StationId
from kernel.topics import PLAYS_RECOGNIZED
from stream_processors.recognition.unknown.recordings import Recordings
from tests.integration.late_matching.world import NOW, World, accepted, heard
from tests.integration.timescale.ledger import event_id
from tests.unit.recognition.made import items, noisy
from tests.waiting import wait_until

RECORDINGS = (
    "SELECT hearings, recovered, sources, stations FROM unknown_recordings ORDER BY hearings DESC, recording_id"
)
CLIP = 121


def cut(song: int, begin: int, length: int = CLIP) -> Items:
    return items(song)[begin : begin + length]


def times(song: int, count: int) -> list[Detection]:
    """Some hearings of a song, a little noisy, by three phones, an hour between them."""
    return [
        heard(f"{song}/{n}", noisy(cut(song, 37 * n % 470), 0.05, n)).evolve(
            source_id=SourceId(f"phone-{n % 3}"), played_at=NOW - timedelta(hours=n + 1)
        )
        for n in range(count)
    ]


@contextmanager
def worker(world: World, **limits: int) -> Iterator[Recordings]:
    with psycopg.connect(world.ledger.database, autocommit=True, options="-c timezone=UTC") as connection:
        yield Recordings(connection, world.codecs.get(PLAYS_RECOGNIZED), **limits)


def compare(world: World, **limits: int) -> int:
    """Late matching, then a worker that does whatever is due; how many hearings found a recording."""
    world.match()
    compared = "SELECT count(*) FROM unknown_hearings WHERE recording_id IS NOT NULL"
    before = int(world.ledger.rows(compared)[0][0])
    with worker(world, **limits) as recordings:
        sum(iter(recordings.turn, 0))
    return int(world.ledger.rows(compared)[0][0]) - before


def identify(world: World, song_id: str) -> None:
    world.ledger.execute(
        f"UPDATE unknown_recordings SET song_id = '{song_id}', identified_by = 'x', identified_at = now()"
    )


def test_forty_hearings_are_one_row(world: World) -> None:
    station = heard("radio", cut(1, 100, 400)).evolve(
        source_type=SourceType.RADIO, source_id=SourceId("radio"), station_id=StationId("Radio 1")
    )
    world.store(*times(1, 40), *times(2, 3), station)
    assert compare(world, at_once=7) == 44
    assert world.ledger.rows(RECORDINGS) == [(41, 0, 4, ["Radio 1"]), (3, 0, 3, [])]
    (span,) = world.ledger.rows("SELECT first_heard, last_heard FROM unknown_recordings WHERE hearings = 41")
    assert span == (NOW - timedelta(hours=40), NOW - timedelta(hours=1))
    assert compare(world) == 0


def test_what_comes_later_finds_its_recording_whoever_compares(world: World) -> None:
    for detection in times(1, 6):
        world.store(detection)
        assert compare(world) == 1
    assert [row[0] for row in world.ledger.rows(RECORDINGS)] == [6]


def test_two_recordings_that_turn_out_to_be_one(world: World) -> None:
    world.store(heard("a", cut(1, 0)), heard("c", cut(1, 90)), heard("d", cut(1, 85)))
    compare(world)
    assert [row[0] for row in world.ledger.rows(RECORDINGS)] == [2, 1]
    world.store(heard("b", cut(1, 45)))
    compare(world)
    assert world.ledger.rows("SELECT count(DISTINCT recording_id), count(*) FROM unknown_hearings") == [(1, 4)]
    assert [row[0] for row in world.ledger.rows(RECORDINGS)] == [4]


def test_a_recording_that_is_registered_dissolves(world: World) -> None:
    world.store(*times(1, 10), *times(2, 2))
    compare(world)
    world.add(1)
    compare(world)
    assert [row[:2] for row in world.ledger.rows(RECORDINGS)] == [(2, 0), (0, 10)]
    assert world.ledger.rows("SELECT count(*) FROM unknown_hearings WHERE searched AND recovered") == [(0,)]
    with worker(world) as recordings:
        recordings.turn()
        world.store(heard("again", cut(1, 0).copy()[::-1].copy()))
        world.match()
        assert recordings.turn() == 1


def test_an_identified_recording_gives_its_song_every_hearing_once_also_those_to_come(world: World) -> None:
    detections = times(1, 12)
    world.store(*detections)
    compare(world)
    song = world.add(5)
    identify(world, song.song_id)
    compare(world, at_once=5)
    found = world.recovered()
    assert {play.event_id: play.played_at for play in found} == {each.event_id: each.played_at for each in detections}
    assert {(play.song_id, play.artist_id, play.method) for play in found} == {
        (song.song_id, song.artist_id, "identified")
    }
    assert len(found) == 12
    world.store(*(heard(n, cut(1, 30 * n)) for n in range(5)))
    compare(world)
    assert len({play.event_id for play in world.recovered()}) == len(world.recovered()) == 12
    world.ledger.write(*map(accepted, world.recovered()))
    assert compare(world) == 0
    assert world.ledger.rows("SELECT count(*) FROM play_events") == [(12,)]


def test_a_new_hearing_of_what_is_known_by_name_alone(world: World) -> None:
    """Fingerprints of what was recovered are compared with no more; those that still wait carry the name on."""
    world.store(heard("a", cut(1, 0)), heard("b", cut(1, 40)))
    compare(world)
    song = world.add(5)
    world.store(heard("c", cut(1, 20)))
    world.match()
    with worker(world) as recordings:
        recordings.turn()
        identify(world, song.song_id)
        world.store(heard("d", cut(1, 30)))
        world.match()
        recordings.turn()
    compare(world)
    assert sorted(play.event_id for play in world.recovered()) == sorted(map(event_id, "abcd"))


def test_late_matching_and_a_name_at_once(world: World) -> None:
    world.store(*times(1, 30))
    compare(world)
    identify(world, world.add(1).song_id)
    begin = threading.Barrier(2)

    def run(what: Any) -> None:
        begin.wait(10)
        what()

    def by_name() -> None:
        with worker(world, at_once=3) as recordings:
            sum(iter(recordings.turn, 0))

    threads = [threading.Thread(target=run, args=(what,)) for what in (world.match, by_name)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(world.recovered()) == len({play.event_id for play in world.recovered()}) == 30
    compare(world)
    assert [row[:2] for row in world.ledger.rows(RECORDINGS)] == [(0, 30)]


def test_one_compares_and_another_takes_over(world: World) -> None:
    world.store(*times(1, 5))
    world.match()
    with worker(world, at_once=2) as first, worker(world) as second:
        assert first.turn() == 2
        assert second.turn() == 0
        first.connection.close()

        def all_are_there() -> bool:
            second.turn()
            return [row[0] for row in world.ledger.rows(RECORDINGS)] == [5]

        wait_until(all_are_there, what="the other one's work")


def test_killed_before_the_commit(world: World) -> None:
    world.store(*times(1, 5))
    world.match()

    def cut_off() -> None:
        with worker(world) as recordings, recordings.connection.transaction():
            assert recordings.turn() == 5
            with psycopg.connect(world.ledger.database, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (recordings.connection.info.backend_pid,))

    with pytest.raises(psycopg.OperationalError):
        cut_off()
    assert world.ledger.rows(RECORDINGS) == []
    assert compare(world) == 5
    assert [row[0] for row in world.ledger.rows(RECORDINGS)] == [5]


def test_more_than_fit_are_compared_with_the_newest_alone(world: World) -> None:
    world.store(*(heard(n, items(100 + n)[:CLIP]) for n in range(12)))
    compare(world, at_once=3, most=5)
    assert len(world.ledger.rows(RECORDINGS)) == 12


def test_fingerprints_that_are_damaged_stay_alone(world: World) -> None:
    world.store(heard("a", cut(1, 0)), heard("b", cut(1, 0)), heard("mic", cut(1, 0)))
    world.ledger.execute(f"UPDATE unrecognised_plays SET fingerprint = '\\x0100' WHERE event_id = '{event_id('b')}'")
    world.ledger.execute(f"UPDATE unrecognised_plays SET profile = 'mic' WHERE event_id = '{event_id('mic')}'")
    world.ledger.execute("UPDATE late_matches SET catalogue = 0")
    with worker(world) as recordings:
        assert recordings.turn() == 3
    assert len(world.ledger.rows(RECORDINGS)) == 3
    assert world.ledger.rows("SELECT count(*) FROM unknown_recordings WHERE profile = 'mic'") == [(1,)]
    assert world.ledger.rows("SELECT event_id::text FROM unknown_hearings WHERE NOT searched") == [(event_id("b"),)]
