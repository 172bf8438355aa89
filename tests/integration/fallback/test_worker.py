"""Plays that wait are asked for outside, become plays once, and whatever a service does, nothing is lost."""

import threading
from datetime import timedelta

import psycopg
import pytest

from kernel.clock import system_clock
from kernel.errors import RedisAway
from kernel.events.detections import Profile
from kernel.events.sources import SourceType
from stream_processors.recognition.fallback.asks import LEASE
from stream_processors.recognition.fallback.breaker import FAILURES, State
from stream_processors.recognition.fallback.pace import Pace, connect
from stream_processors.recognition.fallback.worker import MOST_ATTEMPTS
from tests.integration.fallback.peer import UNKNOWN, breaks_off, drips, error, hangs, known, peer, says
from tests.integration.fallback.world import FallbackWorld, broadcast
from tests.integration.late_matching.world import NOW, accepted, heard
from tests.integration.timescale.ledger import TRACE, Model, event_id
from tests.unit.recognition.made import compressed, items, noisy

MBID = "cd2e7c47-16f5-46c6-a37c-a1eb7bf599ff"
OTHER = "b81f83ee-4da4-11e0-9ed8-0025225356f3"


def test_a_play_is_counted_when_it_was_heard(world: FallbackWorld) -> None:
    song = world.add(2)
    world.soundless(song.song_id)
    world.mean(song.song_id, MBID)
    (stored,) = world.store(broadcast("radio", played_at=NOW - timedelta(hours=30)))
    with peer(says(known(MBID))) as service:
        assert world.work(world.acoustid(service.url)) == 1
        (form,) = service.forms()
    assert (form["client"], form["duration"], form["meta"]) == ("key-of-ours", "77", "recordings")
    assert form["fingerprint"].startswith("AQ")
    (play,) = world.recovered()
    assert (play.event_id, play.played_at, play.origin) == (stored.event_id, stored.played_at, stored.origin)
    assert (play.song_id, play.method, play.confidence, play.margin) == (song.song_id, "acoustid", 0.97, None)
    assert world.traces() == {TRACE}
    model = Model()
    model.see(accepted(play))
    world.ledger.write(accepted(play))
    assert world.ledger.rollups() == model.rollups()
    assert world.outcomes() == {"counted": 1}
    assert world.match() == 0


def test_only_complete_plays_on_a_line_are_asked_for(world: FallbackWorld) -> None:
    whole = items(1)
    world.store(
        heard("a phone's clip"),
        broadcast("a phone", source_type=SourceType.PHONE),
        broadcast("a microphone").evolve(fingerprint=heard(0, whole).fingerprint.evolve(profile=Profile.MIC)),  # type: ignore[union-attr]
        broadcast("begun late").evolve(fingerprint=heard(0, whole).fingerprint.evolve(offset_ms=9000)),  # type: ignore[union-attr]
        broadcast("a part of it", duration_ms=200_000),
        broadcast("a whole file of a DJ", source_type=SourceType.DJ),
        broadcast("a broadcast"),
    )
    assert world.ledger.rows("SELECT event_id::text FROM fallback_asks ORDER BY 1") == [
        (each,) for each in sorted((event_id("a broadcast"), event_id("a whole file of a DJ")))
    ]


def test_what_no_song_of_ours_is_stays_a_hint_until_its_song_is_registered(world: FallbackWorld) -> None:
    world.store(broadcast(1), broadcast(2))
    with peer(says(known(MBID, title="Inkuru"))) as service:
        assert world.work(world.acoustid(service.url)) == 2
        assert len(service.asked) == 1
        assert world.outcomes() == {"hint": 2}
        assert world.recovered() == []
        song = world.add(2)
        world.soundless(song.song_id)
        world.mean(song.song_id, MBID)
        assert world.work(world.acoustid(service.url)) == 2
        assert len(service.asked) == 1
    assert world.outcomes() == {"counted": 2}
    assert len(world.recovered()) == 2


def test_a_code_of_a_song_that_sounds_otherwise_counts_nothing(world: FallbackWorld) -> None:
    world.mean(world.add(2).song_id, MBID)
    world.store(broadcast(1))
    with peer(says(known(MBID))) as service:
        world.work(world.acoustid(service.url))
    assert world.outcomes() == {"unlike": 1}
    assert world.recovered() == []


def test_two_of_our_songs_count_nothing(world: FallbackWorld) -> None:
    for number, mbid in ((2, MBID), (3, OTHER)):
        song = world.add(number)
        world.soundless(song.song_id)
        world.mean(song.song_id, mbid)
    both = known(MBID)
    both["results"] += known(OTHER)["results"]
    world.store(broadcast(1))
    with peer(says(both)) as service:
        world.work(world.acoustid(service.url))
    assert world.outcomes() == {"ambiguous": 1}


def test_a_low_score_is_a_hint_and_stays_one(world: FallbackWorld) -> None:
    song = world.add(2)
    world.soundless(song.song_id)
    world.mean(song.song_id, MBID)
    world.store(broadcast(1))
    with peer(says(known(MBID, score=0.5))) as service:
        worker = world.acoustid(service.url)
        assert world.work(worker) == 1
        assert world.work(world.acoustid(service.url)) == 0
    assert world.outcomes() == {"hint": 1}


@pytest.mark.parametrize(
    "manner",
    [
        hangs,
        drips,
        breaks_off,
        says(b"<html>Bad gateway</html>", 502),
        says(error(5, "internal error"), 500),
        says(error(13, "service unavailable")),
        says(b"<html>a page</html>"),
        says(b'{"status": "ok", "results": [{"score": "high"}]}'),
        says(b'{"status": "ok", "results": [' + b" " * 2_000_000 + b"]}"),
        says(b""),
    ],
)
def test_whatever_a_service_does_it_is_asked_again(world: FallbackWorld, manner: object) -> None:
    song = world.add(2)
    world.soundless(song.song_id)
    world.mean(song.song_id, MBID)
    world.store(broadcast(1))
    with peer(manner, says(known(MBID))) as service:  # type: ignore[arg-type]
        assert world.work(world.acoustid(service.url, timeout_s=0.5)) == 1
        assert world.outcomes() == {None: 1}
        assert world.ledger.rows("SELECT attempts, error <> '', due_at > now() FROM fallback_asks") == [(1, True, True)]
        world.due()
        assert world.work(world.acoustid(service.url)) == 1
    assert world.outcomes() == {"counted": 1}
    assert len(world.recovered()) == 1


def test_nobody_listens(world: FallbackWorld) -> None:
    world.store(broadcast(1))
    assert world.work(world.acoustid("http://127.0.0.1:9/")) == 1
    assert world.outcomes() == {None: 1}


@pytest.mark.parametrize("manner", [says(error(14, "rate limit exceeded")), says(b"", 429, Retry_After="120")])
def test_too_many_questions(world: FallbackWorld, manner: object) -> None:
    world.store(broadcast(1), broadcast(2, noisy(items(1), 0.1)))
    with peer(manner, says(UNKNOWN)) as service:  # type: ignore[arg-type]
        worker = world.acoustid(service.url)
        assert world.work(worker) == 1
        assert worker.breaker.state is State.OPEN
        assert worker.breaker.wait_s() > 50
        assert world.work(worker) == 0
        assert len(service.asked) == 1
    assert world.ledger.rows("SELECT DISTINCT attempts FROM fallback_asks") == [(0,)]


def test_a_wrong_key_is_tried_once(world: FallbackWorld) -> None:
    world.store(broadcast(1), broadcast(2, noisy(items(1), 0.1)))
    with peer(says(error(4, "invalid API key"), 400)) as service:
        worker = world.acoustid(service.url)
        assert world.work(worker) == 1
        assert world.work(worker) == 0
        assert len(service.asked) == 1
    assert "invalid API key" in (worker.refused or "")
    assert "key-of-ours" not in (worker.refused or "")
    assert world.outcomes() == {None: 2}


def test_what_it_cannot_read_is_asked_no_more(world: FallbackWorld) -> None:
    world.store(broadcast(1))
    with peer(says(error(3, "invalid fingerprint"), 400)) as service:
        worker = world.acoustid(service.url)
        assert world.work(worker) == 1
        world.due()
        assert world.work(worker) == 0
    assert world.outcomes() == {"refused": 1}
    assert worker.breaker.state is State.CLOSED


def test_a_service_that_stays_away_is_left_alone(world: FallbackWorld) -> None:
    world.store(*(broadcast(number, noisy(items(1), 0.1, number)) for number in range(FAILURES + 3)))
    with peer(says(b"", 503)) as service:
        worker = world.acoustid(service.url)
        assert world.work(worker) == FAILURES
        assert worker.breaker.state is State.OPEN
        assert len(service.asked) == FAILURES
    assert world.outcomes() == {None: FAILURES + 3}


def test_a_question_that_always_fails_is_given_up(world: FallbackWorld) -> None:
    world.store(broadcast(1))
    world.ledger.execute(f"UPDATE fallback_asks SET attempts = {MOST_ATTEMPTS - 1}")
    with peer(says(b"", 500)) as service:
        assert world.work(world.acoustid(service.url)) == 1
    assert world.outcomes() == {"given_up": 1}


def test_the_budget_of_a_day(world: FallbackWorld) -> None:
    world.store(*(broadcast(number, noisy(items(1), 0.1, number)) for number in range(5)))
    with peer(says(UNKNOWN)) as service:
        for worker in (world.acoustid(service.url, budget=3), world.acoustid(service.url, budget=3)):
            world.work(worker)
        assert len(service.asked) == 3
        assert world.outcomes() == {"nothing": 3, None: 2}
        tomorrow = system_clock() + timedelta(days=1)
        assert world.work(world.acoustid(service.url, budget=3), lambda: tomorrow) == 2
        assert world.work(world.acoustid(service.url, budget=0), lambda: tomorrow) == 0
        assert len(service.asked) == 5


def test_what_is_unknown_is_asked_again_when_that_has_expired(world: FallbackWorld) -> None:
    world.store(broadcast(1))
    with peer(says(UNKNOWN), says(known(MBID))) as service:
        world.work(world.acoustid(service.url))
        world.store(broadcast(2))
        assert world.work(world.acoustid(service.url)) == 1
        assert len(service.asked) == 1
        assert world.outcomes() == {"nothing": 2}
        world.store(broadcast(3))
        later = system_clock() + timedelta(days=15)
        assert world.work(world.acoustid(service.url), lambda: later) == 1
        assert len(service.asked) == 2
    assert world.outcomes() == {"hint": 1, "nothing": 2}


def test_two_workers_ask_each_question_once(world: FallbackWorld) -> None:
    song = world.add(2)
    world.soundless(song.song_id)
    world.mean(song.song_id, MBID)
    world.store(*(broadcast(number, noisy(items(1), 0.1, number)) for number in range(30)))
    with peer(says(known(MBID))) as service:
        begin = threading.Barrier(3)
        counts: list[int] = []

        def run() -> None:
            worker = world.acoustid(service.url)
            begin.wait(10)
            counts.append(world.work(worker))

        threads = [threading.Thread(target=run) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert (sum(counts), len(service.asked)) == (30, 30)
    assert len({play.event_id for play in world.recovered()}) == len(world.recovered()) == 30


def test_killed_between_question_and_answer(world: FallbackWorld) -> None:
    song = world.add(2)
    world.soundless(song.song_id)
    world.mean(song.song_id, MBID)
    world.store(broadcast(1))
    with peer(says(known(MBID))) as service:
        worker = world.acoustid(service.url)
        with world.asks() as asks:
            ask = asks.claim()
            assert ask is not None
            answer = worker.service.ask(ask.question)
        assert world.work(worker) == 0
        world.due()
        assert world.work(worker) == 1
        with world.asks() as asks:
            assert asks.settle(ask, worker.service.key(ask.question), answer, new=True) is None
    assert len(world.recovered()) == 1
    assert timedelta(seconds=15) < LEASE


def test_killed_before_the_commit(world: FallbackWorld) -> None:
    song = world.add(2)
    world.soundless(song.song_id)
    world.mean(song.song_id, MBID)
    world.store(broadcast(1))
    with peer(says(known(MBID))) as service:
        worker = world.acoustid(service.url)

        def cut() -> None:
            with world.asks() as asks, asks.connection.transaction():
                assert worker.turn(asks, world.stopping)
                with psycopg.connect(world.ledger.database, autocommit=True) as other:
                    other.execute("SELECT pg_terminate_backend(%s)", (asks.connection.info.backend_pid,))

        with pytest.raises(psycopg.OperationalError):
            cut()
        assert world.recovered() == []
        assert world.work(worker) == 1
    assert len(world.recovered()) == 1


def test_recognised_meanwhile(world: FallbackWorld) -> None:
    world.store(broadcast(1), broadcast(2))
    with peer(says(UNKNOWN)) as service:
        world.add(1)
        world.match()
        assert world.work(world.acoustid(service.url)) == 2
        assert service.asked == []
    assert world.outcomes() == {"recovered": 2}
    assert len(world.recovered()) == 2


def test_late_matching_and_the_fallback_at_once(world: FallbackWorld) -> None:
    """Whoever comes first publishes; the other finds it done."""
    song = world.add(2)
    world.soundless(song.song_id)
    world.mean(song.song_id, MBID)
    world.store(broadcast(1))
    with peer(says(known(MBID))) as service, world.asks() as asks:
        worker = world.acoustid(service.url)
        ask = asks.claim()
        assert ask is not None
        answer = worker.service.ask(ask.question)
        world.add(1)
        assert world.match() == 1
        assert asks.settle(ask, worker.service.key(ask.question), answer, new=True) == "recovered"
    assert len(world.recovered()) == 1


def test_a_redis_that_is_away_costs_nothing(world: FallbackWorld) -> None:
    world.store(broadcast(1))
    with peer(says(UNKNOWN)) as service, connect("redis://127.0.0.1:9/0") as nowhere, world.asks() as asks:
        worker = world.acoustid(service.url)
        worker.pace = Pace(nowhere, "acoustid", 3)
        for _ in range(2):
            with pytest.raises(RedisAway):
                worker.turn(asks, world.stopping)
        assert service.asked == []
        assert world.ledger.rows("SELECT attempts FROM fallback_asks") == [(0,)]
        assert world.ledger.rows("SELECT count(*) FROM fallback_days") == [(0,)]
        assert world.work(world.acoustid(service.url)) == 1


def test_an_uploaded_file_is_asked_for_everywhere_and_counts_nothing(world: FallbackWorld) -> None:
    song = world.add(2)
    world.ledger.execute(
        f"UPDATE songs SET isrc = 'RWABC2600001', line = '', mic = '' WHERE song_id = '{song.song_id}'"
    )
    world.upload(compressed(items(5)), 77_000)
    found = {
        "status": "success",
        "result": {"title": "Inkuru", "artist": "X", "spotify": {"external_ids": {"isrc": "RW-ABC-26-00001"}}},
    }
    with peer(says(UNKNOWN)) as acoustid, peer(says(found)) as audd:
        assert world.work(world.acoustid(acoustid.url)) == 1
        assert world.work(world.audd(audd.url)) == 1
        assert b"OggS clip" in audd.asked[0]
        assert b"token-of-ours" in audd.asked[0]
    assert world.outcomes() == {"nothing": 1, "song": 1}
    assert world.recovered() == []
