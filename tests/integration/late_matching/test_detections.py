"""Detections that wait become plays once, whoever matches, whatever is sent again, and whenever somebody is killed."""

import threading
from datetime import timedelta

import psycopg
import pytest

from stream_processors.recognition.late.detections import Detections
from tests.integration.late_matching.world import NOW, World, accepted, heard
from tests.integration.timescale.ledger import TRACE, Model, event_id
from tests.unit.recognition.made import items, noisy

WAITING = "SELECT count(*) FROM late_matches WHERE recovered_at IS NULL"
PLAYS = "SELECT count(*) FROM play_events"
RESOLVED = "SELECT count(*) FROM unrecognised_plays WHERE resolved_at IS NOT NULL"


def test_what_was_heard_before_is_counted_when_it_was_heard(world: World) -> None:
    detections = [
        heard(number, noisy(items(1)[10 * number : 10 * number + 120], 0.05, number)).evolve(
            played_at=NOW - timedelta(hours=number), received_at=NOW - timedelta(minutes=1), sequence=number
        )
        for number in range(30)
    ]
    stored = world.store(*detections, heard("another", items(9)[:120]))
    assert world.match() == 31
    assert world.recovered() == []
    added = world.add(1)
    assert world.match() == 31
    found = world.recovered()
    assert [play.event_id for play in found] == [each.event_id for each in reversed(stored[:30])]
    assert {(play.song_id, play.artist_id, play.method) for play in found} == {
        (added.song_id, added.artist_id, "fingerprint")
    }
    for play, was in zip(found, reversed(stored[:30]), strict=True):
        assert (play.played_at, play.received_at, play.source_id) == (was.played_at, was.received_at, was.source_id)
        assert (play.origin, play.content_hash, play.sequence) == (was.origin, was.content_hash, was.sequence)
    assert world.traces() == {TRACE}
    model = Model()
    for play in map(accepted, found):
        model.see(play)
        world.ledger.write(play)
    assert world.ledger.rollups() == model.rollups()
    assert world.ledger.rows(RESOLVED) == [(30,)]
    assert world.ledger.rows(WAITING) == [(1,)]
    assert world.ledger.rows("SELECT DISTINCT song_id FROM late_matches WHERE recovered_at IS NOT NULL") == [
        (added.song_id,)
    ]
    world.add(2)
    assert world.match() == 1
    assert len(world.recovered()) == 30


def test_several_match_at_once(world: World) -> None:
    world.store(*(heard(number) for number in range(200)))
    world.add(1)
    begin = threading.Barrier(3)
    counts: list[int] = []

    def match() -> None:
        with world.worker(at_once=7) as worker:
            begin.wait(10)
            counts.append(sum(iter(worker.match, 0)))

    threads = [threading.Thread(target=match) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(counts) == 200
    assert sorted(play.event_id for play in world.recovered()) == sorted(event_id(number) for number in range(200))


def killed_before_commit(world: World, worker: Detections) -> None:
    """The worker loses its connection when it has done all but the commit."""
    with worker.connection.transaction():
        assert worker.match() == 5
        with psycopg.connect(world.ledger.database, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (worker.connection.info.backend_pid,))


def test_whoever_is_killed_leaves_everything_to_the_next(world: World) -> None:
    world.store(*(heard(number) for number in range(20)))
    world.add(1)
    with world.worker(at_once=5) as worker:
        assert worker.match() == 5
        with pytest.raises(psycopg.OperationalError):
            killed_before_commit(world, worker)
    assert len(world.recovered()) == 5
    assert world.match() == 15
    assert sorted(play.event_id for play in world.recovered()) == sorted(event_id(number) for number in range(20))


def test_what_was_sent_again_and_recognised_is_not_published_again(world: World) -> None:
    world.store(heard(1), heard(2))
    world.add(1)
    world.ledger.write(accepted(world.recognised(heard(1))))
    assert world.match() == 2
    assert [play.event_id for play in world.recovered()] == [event_id(2)]
    assert world.ledger.rows(WAITING) == [(0,)]
    assert world.match() == 0


def test_what_is_recovered_and_sent_again_counts_once(world: World) -> None:
    world.store(heard(1))
    world.add(1)
    world.match()
    (play,) = world.recovered()
    world.ledger.write(accepted(play), accepted(world.recognised(heard(1))))
    world.ledger.write(accepted(play))
    world.store(heard(1))
    assert world.ledger.rows(PLAYS) == [(1,)]
    assert world.ledger.rows("SELECT outcome FROM event_ledger") == [("play",)]
    assert world.match() == 0


def test_a_detection_stored_after_its_song_was_registered_is_matched_too(world: World) -> None:
    world.add(1)
    world.match()
    world.store(heard(1))
    assert world.match() == 1
    assert len(world.recovered()) == 1


def test_a_song_that_is_removed_takes_no_play_with_it_and_gets_no_more(world: World) -> None:
    world.store(heard(1))
    added = world.add(1)
    world.match()
    (play,) = world.recovered()
    world.ledger.write(accepted(play))
    world.remove(added.song_id)
    world.store(heard(2))
    world.match()
    assert len(world.recovered()) == 1
    assert world.ledger.rows(PLAYS) == [(1,)]
    world.add(1)
    world.match()
    assert [play.event_id for play in world.recovered()] == [event_id(1), event_id(2)]


def test_a_song_that_is_removed_before_it_was_matched_gets_nothing(world: World) -> None:
    world.store(heard(1))
    world.match()
    world.remove(world.add(1).song_id)
    assert world.match() == 1
    assert world.recovered() == []


def test_of_two_songs_that_sound_the_same_the_one_that_is_left(world: World) -> None:
    world.store(heard(1))
    one, other = world.add(1), world.add(2, sound=1)
    world.match()
    assert world.recovered() == []
    world.remove(other.song_id)
    world.match()
    assert [play.song_id for play in world.recovered()] == [one.song_id]


def test_who_knows_fewer_songs_leaves_alone_what_was_matched_with_more(world: World) -> None:
    world.store(heard(1))
    with world.worker() as behind:
        world.add(2)
        assert world.match() == 1
        assert behind.match() == 0
        behind.songs.read()
        assert behind.match() == 0
        world.add(1)
        behind.songs.read()
        assert behind.match() == 1
    assert len(world.recovered()) == 1


def test_every_process_counts_the_catalogue_alike(world: World) -> None:
    with world.worker() as first:
        one = world.add(1)
        first.songs.read()
        world.add(2)
        world.remove(one.song_id)
        first.songs.read()
        with world.worker() as second:
            assert first.songs.version == second.songs.version == 3
            assert first.songs.since(-1).now.version == second.songs.since(-1).now.version


def test_how_long_it_is_behind(world: World) -> None:
    with world.worker() as worker:
        assert worker.behind() == 0
        world.store(heard(1, items(9)[:120]))
        world.ledger.execute("UPDATE unrecognised_plays SET recorded_at = now() - interval '1 hour'")
        assert 3600 <= worker.behind() < 3700
        worker.match()
        assert worker.behind() == 0
        world.add(1)
        assert 0 < worker.behind() < 100
