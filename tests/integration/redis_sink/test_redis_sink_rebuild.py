"""A rebuild equals what was streamed, also while the stream goes on; a wiped Redis is rebuilt by itself."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from confluent_kafka import Producer
from redis import Redis

from injyana.local.settings import LocalSettings
from kernel.errors import Refused
from kernel.events.aggregates import Dimension, Window
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.kafka import producer_config, transactional_producer
from kernel.topics import AGGREGATES_HOUR, PLAYS_SCORED
from sinks.redis.figures import play_commands, total_commands
from sinks.redis.keeper import Keeper
from sinks.redis.keys import Keys
from sinks.redis.ledger import ScoredPlays, snapshot
from sinks.redis.live import Live
from sinks.redis.reader import Reader
from sinks.redis.rebuild import Rebuild
from tests.integration.redis_sink.conftest import figures
from tests.integration.redis_sink.ledger import reach, store, totals
from tests.integration.topics import own_topics
from tests.unit.redis_sink.made import play

NOW = datetime.now(UTC).replace(microsecond=0)
Run = Callable[..., Rebuild]


def plays(seed: int, count: int = 300) -> list[ScoredPlay]:
    """Plays of the last days, of all kinds and verdicts."""
    draw = random.Random(seed)
    made = []
    for n in range(count):
        kind = draw.choice(list(SourceType))
        made.append(
            play(
                seed * 10_000 + n,
                song_id=f"song-{draw.randrange(8)}",
                artist_id=f"artist-{draw.randrange(3)}",
                source_id=f"source-{draw.randrange(12)}",
                source_type=kind,
                played_at=NOW - timedelta(milliseconds=draw.randrange(draw.choice((20_000, 400_000_000)))),
                duration_ms=draw.randrange(1000, 300_000),
                station_id="radio-1" if kind is SourceType.RADIO else None,
                venue_id=draw.choice((None, "bar-1")),
                district=draw.choice((None, "Gasabo", "Huye")),
                verdict=draw.choice(list(Verdict)),
            )
        )
    return made


def stream(live: Live, batch: list[ScoredPlay], everything: list[ScoredPlay], offset: int) -> None:
    """What reaches the sink when a batch joins everything: the new totals of the windows that it touches."""
    touched = {(t.window, t.start, t.dimension, t.id) for t in totals(batch)}
    new = [t for t in totals(everything) if (t.window, t.start, t.dimension, t.id) in touched]
    live.write(lambda to: total_commands(new, to), (AGGREGATES_HOUR.name, 0), offset)
    live.write(lambda to: play_commands(batch, to), (PLAYS_SCORED.name, 0), offset)


@pytest.fixture
def topic(stack: LocalSettings) -> Iterator[str]:
    """A topic in the place of plays.scored, so that other tests' plays are not waited for."""
    name = f"test.plays.scored.{uuid4().hex}"
    with own_topics(stack.kafka, [name], [], 1):
        yield name


@pytest.fixture
def rebuild(stack: LocalSettings, database: str, topic: str, client: Redis, keys: Keys) -> Run:
    """Makes a rebuild of this test's Redis from this test's ledger."""

    def make(wait: Callable[[float], None] = lambda _: None) -> Rebuild:
        return Rebuild(client, database, stack.kafka, topic, keys, wait=wait)

    return make


def test_a_rebuild_equals_what_was_streamed(
    database: str, client: Redis, keys: Keys, live: Live, reader: Reader, rebuild: Run
) -> None:
    everything = plays(1)
    client.set(keys.version, "v0")
    stream(live, everything[:200], everything[:200], 200)
    stream(live, everything[200:], everything, 300)
    streamed = figures(client, keys, "v0")
    store(database, everything)
    done = rebuild().run()
    assert reader.version() == done.version != "v0"
    assert figures(client, keys, done.version) == streamed
    assert done.totals > 100
    assert figures(client, keys, "v0") == {}
    assert client.get(keys.pending) is client.get(keys.rebuilding) is None


def test_a_rebuild_during_updates_loses_and_doubles_nothing(
    stack: LocalSettings, database: str, topic: str, client: Redis, keys: Keys, live: Live, rebuild: Run
) -> None:
    """The ledger lags behind what was streamed, more is streamed while the rebuild waits, and then it catches up."""
    everything = plays(2)
    client.set(keys.version, "v0")
    stream(live, everything[:100], everything[:100], 100)
    store(database, everything[:50])
    producer = Producer(producer_config(stack.kafka))
    producer.produce(topic, b"a play that the ledger has not written yet", "key")
    assert producer.flush(10) == 0
    waits = iter((200, 250))

    def meanwhile(_: float) -> None:
        upto = next(waits)
        stream(live, everything[upto - 100 : upto], everything[:upto], upto)
        if upto == 250:
            store(database, everything[:150])
            reach(database, topic, {0: 1})

    done = rebuild(meanwhile).run()
    stream(live, everything[250:], everything, 300)
    newest = figures(client, keys, done.version)
    store(database, everything)
    assert newest == figures(client, keys, rebuild().run().version)


def test_what_was_streamed_since_wins_over_what_is_stored(
    stack: LocalSettings, database: str, topic: str, client: Redis, keys: Keys, live: Live, reader: Reader, rebuild: Run
) -> None:
    first, second = (play(n, played_at=NOW) for n in (1, 2))
    client.set(keys.version, "v0")
    store(database, [first])
    producer = Producer(producer_config(stack.kafka))
    producer.produce(topic, b"a play", "key")
    assert producer.flush(10) == 0

    def meanwhile(_: float) -> None:
        held = second.evolve(revision=1, verdict=Verdict.HELD, previous_verdict=Verdict.ACCEPTED)
        stream(live, [second, held], [first, second, held], 2)
        store(database, [first, second])
        reach(database, topic, {0: 1})

    rebuild(meanwhile).run()
    start = NOW.replace(minute=0, second=0)
    found = reader.total(Window.HOUR, start, Dimension.SONG, "song-1")
    assert (found.accepted_plays, found.held_plays) == (1, 1)
    assert {each.event_id: each.verdict for each in reader.last_plays()} == {
        first.event_id: Verdict.ACCEPTED,
        second.event_id: Verdict.HELD,
    }


def test_the_markers_of_transactions_are_not_waited_for(stack: LocalSettings, database: str, topic: str) -> None:
    producer = transactional_producer(stack.kafka, f"test-{uuid4()}")
    producer.init_transactions(10)
    producer.begin_transaction()
    producer.produce(topic, b"play", "key")
    producer.commit_transaction(10)
    topics = ScoredPlays(stack.kafka, topic)
    try:
        ends = topics.ends()
        assert ends == {0: 2}
        assert not topics.passed({}, ends)
        reach(database, topic, {0: 1})
        with snapshot(database) as ledger:
            assert ledger.positions(topic) == {0: 1}
            assert topics.passed(ledger.positions(topic), ends)
    finally:
        topics.close()


def test_a_second_rebuild_is_refused_while_one_is_at_work(client: Redis, keys: Keys, rebuild: Run) -> None:
    client.set(keys.rebuilding, "another")
    with pytest.raises(Refused, match="wait until"):
        rebuild().run()
    assert client.get(keys.rebuilding) == b"another"


def test_a_rebuild_that_was_taken_over_changes_nothing(
    stack: LocalSettings, client: Redis, keys: Keys, topic: str, reader: Reader, rebuild: Run
) -> None:
    client.set(keys.version, "v0")
    producer = Producer(producer_config(stack.kafka))
    producer.produce(topic, b"a play", "key")
    assert producer.flush(10) == 0

    def meanwhile(_: float) -> None:
        client.set(keys.rebuilding, "another")

    with pytest.raises(Refused, match="took over"):
        rebuild(meanwhile).run()
    assert reader.version() == "v0"


def test_a_wiped_redis_is_noticed_and_rebuilt(
    database: str, client: Redis, keys: Keys, live: Live, reader: Reader, rebuild: Run
) -> None:
    everything = plays(3)
    store(database, everything)
    keeper = Keeper(reader, lambda: rebuild().run())
    keeper.look()
    version = reader.version()
    assert version is not None
    keeper.look()
    assert reader.version() == version
    rebuilt = figures(client, keys, version)
    client.unlink(*client.scan_iter(match=f"{keys.prefix}:*"))
    live.write(lambda _: [], (PLAYS_SCORED.name, 0), 1)
    assert reader.version() is None
    assert reader.last_plays() == []
    keeper.look()
    again = reader.version()
    assert again not in (None, version)
    assert figures(client, keys, str(again)) == rebuilt
