"""The live figures on a real Redis: replays, positions, fences, and a Redis whose memory is full."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from kernel.codec import Codec
from kernel.errors import Fenced, RedisAway
from kernel.events.aggregates import Dimension, Measures, Window
from kernel.events.event import Origin
from kernel.events.plays import Verdict
from kernel.registry import Registry
from kernel.sink import Batch, Record
from kernel.topics import AGGREGATES_HOUR, PLAYS_SCORED
from sinks.redis import keys as names
from sinks.redis.figures import play_commands, total_commands
from sinks.redis.keys import Keys
from sinks.redis.live import Live, connect
from sinks.redis.reader import Reader
from sinks.redis.sink import RedisSink
from tests.integration.redis_sink.conftest import OwnRedis, Remembered, figures
from tests.unit.redis_sink.made import play, total

START = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
PLACE = (AGGREGATES_HOUR.name, 0)
VERSION = "v1"


@pytest.fixture(autouse=True)
def _current(client: Redis, keys: Keys) -> None:
    client.set(keys.version, VERSION)


def test_what_is_written_is_read(live: Live, reader: Reader) -> None:
    totals = [total("a", 3, start=START, held_plays=1, held_ms=5), total("b", 7, start=START)]
    live.write(lambda to: total_commands(totals, to), PLACE, 2)
    assert reader.top(Window.HOUR, START, Dimension.SONG) == [("b", 7), ("a", 3)]
    assert reader.top(Window.HOUR, START, Dimension.SONG, 1) == [("b", 7)]
    assert reader.total(Window.HOUR, START, Dimension.SONG, "a") == Measures(
        accepted_plays=3, accepted_ms=90_000, held_plays=1, held_ms=5
    )
    assert set(reader.totals(Window.HOUR, START, Dimension.SONG)) == {"a", "b"}
    assert reader.total(Window.HOUR, START, Dimension.SONG, "c") == Measures()


def test_last_plays_and_active_sources_are_read(live: Live, reader: Reader) -> None:
    plays = [play(n, played_at=START + timedelta(seconds=n), source_id=f"phone-{n % 2}") for n in range(40)]
    live.write(lambda to: play_commands(plays, to), (PLAYS_SCORED.name, 0), 40)
    assert [each.event_id for each in reader.last_plays(count=3)] == [plays[n].event_id for n in (39, 38, 37)]
    assert len(reader.last_plays(song_id="song-1", count=100)) == names.LAST_EACH
    assert {each.source_id for each in reader.last_plays(source_id="phone-1")} == {"phone-1"}
    assert reader.active_sources(START) == {
        "phone-1": START + timedelta(seconds=39),
        "phone-0": START + timedelta(seconds=38),
    }


def test_applying_twice_changes_nothing(live: Live, client: Redis, keys: Keys) -> None:
    plays = [play(n, played_at=START + timedelta(seconds=n)) for n in range(30)]
    revised = plays[29].evolve(revision=1, verdict=Verdict.HELD, previous_verdict=Verdict.ACCEPTED)

    def apply() -> None:
        live.write(lambda to: total_commands([total("a", 3, start=START)], to), PLACE, 1)
        live.write(lambda to: play_commands([*plays, revised], to), (PLAYS_SCORED.name, 0), 31)

    apply()
    once = figures(client, keys, VERSION)
    apply()
    assert once
    assert figures(client, keys, VERSION) == once


def test_a_replay_that_begins_with_older_totals_ends_right(live: Live, reader: Reader) -> None:
    older, newer = total("a", 3, start=START), total("a", 4, start=START)
    for each in (older, newer, older, newer):
        live.write(lambda to, each=each: total_commands([each], to), PLACE, 2)  # type: ignore[misc]
    assert reader.total(Window.HOUR, START, Dimension.SONG, "a").accepted_plays == 4


def test_a_window_too_old_to_be_kept_leaves_nothing(live: Live, client: Redis, keys: Keys) -> None:
    old = START - names.KEPT[Window.HOUR] - timedelta(hours=1)
    live.write(lambda to: total_commands([total("a", 3, start=old)], to), PLACE, 1)
    assert figures(client, keys, VERSION) == {}


def test_positions_come_back_to_the_next_process(live: Live, client: Redis, keys: Keys) -> None:
    assert live.position(PLACE) is None
    live.write(lambda _: [], PLACE, 17)
    assert Live(client, keys).position(PLACE) == 17


def test_a_sink_that_lost_its_partition_is_fenced(live: Live, client: Redis, keys: Keys, reader: Reader) -> None:
    live.write(lambda _: [], PLACE, 5)
    successor = Live(client, keys)
    assert successor.position(PLACE) == 5
    successor.write(lambda to: total_commands([total("a", 9, start=START)], to), PLACE, 9)
    with pytest.raises(Fenced, match="another sink owns"):
        live.write(lambda to: total_commands([total("a", 1, start=START)], to), PLACE, 6)
    assert reader.total(Window.HOUR, START, Dimension.SONG, "a").accepted_plays == 9


def test_a_redis_that_lost_its_newest_writes_makes_the_sink_start_from_there(
    live: Live, client: Redis, keys: Keys
) -> None:
    live.write(lambda _: [], PLACE, 5)
    live.write(lambda _: [], PLACE, 9)
    client.hset(keys.positions, f"{PLACE[0]}:{PLACE[1]}", "5")
    with pytest.raises(Fenced, match="lost its newest writes"):
        live.write(lambda _: [], PLACE, 12)
    assert Live(client, keys).position(PLACE) == 5


def test_a_wiped_redis_fences_nobody(live: Live, client: Redis, keys: Keys) -> None:
    live.write(lambda _: [], PLACE, 5)
    client.delete(keys.version, keys.positions)
    live.write(lambda to: total_commands([total(start=START)], to), PLACE, 9)
    assert live.position(PLACE) == 9
    assert figures(client, keys, VERSION) == {}


def test_both_versions_are_written_while_one_is_built(live: Live, client: Redis, keys: Keys) -> None:
    client.set(keys.pending, "v2")
    live.write(lambda to: total_commands([total(start=START)], to), PLACE, 1)
    assert figures(client, keys, "v1") == figures(client, keys, "v2") != {}


def test_a_batch_whose_answer_was_lost_may_come_again_with_more(live: Live, client: Redis, keys: Keys) -> None:
    live.write(lambda _: [], PLACE, 5)
    with connect("redis://127.0.0.1:1/0") as away:
        lost = Live(away, keys, dict(live._written))
        with pytest.raises(RedisAway):
            lost.write(lambda _: [], PLACE, 7)
    again = Live(client, keys, dict(live._written), {PLACE: 7})
    client.hset(keys.positions, f"{PLACE[0]}:{PLACE[1]}", "7")
    again.write(lambda _: [], PLACE, 9)
    assert live.position(PLACE) == 9


def test_a_full_redis_is_an_outage_and_takes_the_same_batch_later(own_redis: OwnRedis) -> None:
    with connect(own_redis.url) as client:
        keys = Keys()
        client.set(keys.version, VERSION)
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1mb")
        live = Live(client, keys)
        totals = [total(f"song-{n}", n, start=START) for n in range(1, 100)]
        with pytest.raises(RedisAway, match="memory"):
            live.write(lambda to: total_commands(totals, to), PLACE, 99)
        assert client.hgetall(keys.positions) == {}
        assert figures(client, keys, VERSION) == {}
        client.config_set("maxmemory", "100mb")
        live.write(lambda to: total_commands(totals, to), PLACE, 99)
        assert len(Reader(client, keys).totals(Window.HOUR, START, Dimension.SONG)) == 99


def test_poison_is_put_aside_and_its_neighbours_are_written(live: Live, reader: Reader, registry: Registry) -> None:
    encode = Codec(AGGREGATES_HOUR, registry).encode
    values = [encode(total("a", 1, start=START)), b"poison", encode(total("a", 2, start=START)), None]
    records = [
        Record(Origin(topic=PLACE[0], partition=PLACE[1], offset=n), b"key", value) for n, value in enumerate(values)
    ]
    letters = Remembered()
    sink = RedisSink(live, registry, letters)
    sink.write(Batch(*PLACE, records, 4))
    assert [each.record.origin.offset for each in letters.poisoned] == [1, 3]
    assert reader.total(Window.HOUR, START, Dimension.SONG, "a").accepted_plays == 2
    assert sink.position(*PLACE) == 4
