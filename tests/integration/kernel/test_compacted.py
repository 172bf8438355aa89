"""A compacted topic in memory: ready at its end, and the same for all who read it."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from confluent_kafka import Producer

from injyana.local.settings import LocalSettings
from kernel.codec import Codec
from kernel.compacted import Change, CompactedReader
from kernel.events.aggregates import Dimension, Window, WindowTotal
from kernel.kafka import producer_config, transactional_producer
from kernel.registry import Registry
from kernel.topics import Topic
from tests.integration.kernel.toy import NOW
from tests.integration.kernel.toy_stage import totals
from tests.integration.topics import own_topics, register
from tests.waiting import wait_until

PARTITIONS = 4


def total(id_: str, plays: int) -> WindowTotal:
    return WindowTotal(dimension=Dimension.SONG, id=id_, window=Window.MINUTE, start=NOW, accepted_plays=plays)


class Kept:
    """A compacted topic, who writes to it and who reads it."""

    def __init__(self, stack: LocalSettings, topic: Topic[WindowTotal], registry: Registry) -> None:
        self.stack = stack
        self.topic = topic
        self.codec = Codec(topic, registry)
        self.producer = Producer(producer_config(stack.kafka))
        self._readers: list[CompactedReader[WindowTotal]] = []

    def put(self, *values: WindowTotal) -> None:
        for value in values:
            self.put_raw(value.id, self.codec.encode(value))

    def put_raw(self, key: str, value: bytes | None) -> None:
        self.producer.produce(self.topic.name, value, key)
        assert self.producer.flush(10) == 0

    def reader(
        self, on_changes: Callable[[list[Change[WindowTotal]], dict[int, int]], None] | None = None
    ) -> CompactedReader[WindowTotal]:
        """A started reader; stopped after the test."""
        made = CompactedReader(self.stack.kafka, self.topic, self.codec, on_changes)
        made.start()
        self._readers.append(made)
        return made

    def stop(self) -> None:
        for reader in self._readers:
            reader.stop()


@pytest.fixture
def kept(stack: LocalSettings) -> Iterator[Kept]:
    topic = totals(f"kept-{uuid4().hex[:8]}")
    registry = Registry(stack.registry)
    with own_topics(stack.kafka, [], [topic.name], PARTITIONS):
        register(stack.registry, topic)
        made = Kept(stack, topic, registry)
        yield made
        made.stop()
    registry.close()


def test_ready_with_everything_and_then_follows(kept: Kept) -> None:
    kept.put(*(total(f"song-{number % 100}", number) for number in range(1000)))
    reader = kept.reader()
    assert reader.wait(20)
    assert {value.id: value.accepted_plays for value in reader.values()} == {f"song-{n}": 900 + n for n in range(100)}
    kept.put(total("song-7", 5000), total("new", 1))
    wait_until(lambda: reader.get("new"), what="the new key")
    wait_until(lambda: reader.get("song-7") == total("song-7", 5000), what="the change")
    kept.put_raw("song-7", None)
    wait_until(lambda: reader.get("song-7") is None, what="the tombstone")
    assert len(reader.values()) == 100


def test_an_empty_topic_is_ready(kept: Kept) -> None:
    reader = kept.reader()
    assert reader.wait(20)
    assert reader.values() == []


def test_a_damaged_record_is_passed_over(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    kept.put(total("good", 1))
    kept.put_raw("good", b"damaged")
    kept.put_raw("bad", b"damaged")
    reader = kept.reader()
    assert reader.wait(20)
    assert reader.values() == [total("good", 1)]
    assert "key bad" in caplog.text


def test_what_is_not_committed_is_not_seen(kept: Kept) -> None:
    producer = transactional_producer(kept.stack.kafka, f"kept-{uuid4().hex}")
    producer.init_transactions(10)
    producer.begin_transaction()
    producer.produce(kept.topic.name, kept.codec.encode(total("aborted", 1)), "aborted")
    producer.flush(10)
    producer.abort_transaction(10)
    kept.put(total("good", 1))
    reader = kept.reader()
    assert reader.wait(20)
    assert reader.values() == [total("good", 1)]


def test_readers_at_the_same_position_have_seen_the_same(kept: Kept) -> None:
    """However differently the changes came to them: one reads while they are written, one afterwards."""
    seen: list[dict[tuple[tuple[int, int], ...], dict[str, int]]] = [{}, {}]

    def follow(number: int) -> CompactedReader[WindowTotal]:
        state: dict[str, int] = {}

        def on_changes(changes: list[Change[WindowTotal]], reached: dict[int, int]) -> None:
            for key, event in changes:
                if event is None:
                    state.pop(key, None)
                else:
                    state[key] = event.accepted_plays
            seen[number][tuple(sorted(reached.items()))] = dict(state)

        return kept.reader(on_changes)

    follow(0)
    kept.put(*(total(f"song-{number % 50}", number) for number in range(500)))
    kept.put_raw("song-3", None)
    follow(1)
    end = {(number % 50): number for number in range(500) if number % 50 != 3}
    wait_until(lambda: seen[0] and seen[1] and max(seen[0]) == max(seen[1]), what="the same positions")
    assert seen[0][max(seen[0])] == {f"song-{key}": value for key, value in end.items()}
    for position in seen[0].keys() & seen[1].keys():
        assert seen[0][position] == seen[1][position]
