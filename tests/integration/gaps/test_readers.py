"""Who reads a topic whole, and the relay, whose position lies in a topic: a topic that was made anew is not read on."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest
from confluent_kafka import Producer

from injyana.gaps import accepting, groups
from injyana.local.settings import LocalSettings
from kernel import compacted, relay
from kernel.codec import Codec
from kernel.compacted import CompactedReader
from kernel.errors import RecordsGone, Refused
from kernel.events.aggregates import Dimension, Window, WindowTotal
from kernel.events.outbox import OutboxPosition
from kernel.kafka import producer_config
from kernel.outbox import Row
from kernel.registry import Registry
from kernel.settings import Settings
from kernel.starts import Starts
from kernel.topics import OUTBOX_POSITION
from tests.integration.gaps.anew import make_anew
from tests.integration.kernel.toy import NOW
from tests.integration.kernel.toy_stage import totals
from tests.integration.topics import own_topics, register
from tests.waiting import wait_until


@pytest.fixture
def registry(stack: LocalSettings) -> Iterator[Registry]:
    with closing(Registry(stack.registry)) as made:
        yield made


def accept(stack: LocalSettings, registry: Registry, name: str, topic: str, start_from: str | None = None) -> None:
    settings, starts = Settings(kafka=stack.kafka, registry=stack.registry), Starts(stack.kafka, registry)
    group = accepting.group_of(settings, starts, name, topic)
    found = accepting.gaps(starts, group, name, accepting.places_of(settings, topic, None), start_from)
    accepting.accept(group, name, found, "aline", "a test")


def test_a_compacted_topic_made_anew_is_not_read_on(
    stack: LocalSettings, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compacted, "LOOK_SECONDS", 0.2)
    topic = totals(f"kept-{uuid4().hex[:8]}")
    producer = Producer(producer_config(stack.kafka))
    with own_topics(stack.kafka, [], [topic.name], 1):
        register(stack.registry, topic)
        codec = Codec(topic, registry)

        def put(key: str) -> None:
            value = WindowTotal(dimension=Dimension.SONG, id=key, window=Window.MINUTE, start=NOW, accepted_plays=1)
            producer.produce(topic.name, codec.encode(value), key)
            assert producer.flush(30) == 0

        put("old")
        reader = CompactedReader(stack.kafka, topic, codec)
        reader.start()
        try:
            assert reader.wait(30)
            make_anew(stack, topic.name, compacted=True)
            put("new")
            wait_until(lambda: not reader.ready, 60, "the end of readiness")
            assert reader.get("old") is not None
            assert reader.get("new") is None
            accept(stack, registry, f"reads-{topic.name}", topic.name)
            wait_until(lambda: reader.ready and reader.get("new"), 60, "the new topic's record")
        finally:
            reader.stop()


def test_a_relay_whose_position_was_lost_publishes_nothing_again(
    stack: LocalSettings, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = uuid4().hex[:8]
    name, target = f"outbox-{run}", f"published-{run}"
    positions = replace(OUTBOX_POSITION, name=f"positions-{run}")
    for module in (relay, accepting, groups):
        monkeypatch.setattr(module, "OUTBOX_POSITION", positions)
    with own_topics(stack.kafka, [target], [positions.name], 1):
        register(stack.registry, positions)
        codec: Codec[OutboxPosition] = Codec(positions, registry)
        rows = [Row(id=number, topic=target, key="key", value=b"value", headers=[]) for number in (1, 2, 3)]
        relay.Relay(stack.kafka, name, codec).publish(rows)
        assert relay.Relay(stack.kafka, name, codec).last_id == 3
        make_anew(stack, positions.name, compacted=True)
        with pytest.raises(RecordsGone, match="made anew"):
            relay.Relay(stack.kafka, name, codec)
        with pytest.raises(Refused, match="--from"):
            accept(stack, registry, name, positions.name)
        accept(stack, registry, name, positions.name, "3")
        assert relay.Relay(stack.kafka, name, codec).last_id == 3
