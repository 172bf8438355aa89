"""Bytes that are no event, put into every topic that a stage or sink reads, while plays come in."""

import random
import struct
from collections.abc import Mapping
from datetime import UTC, datetime

import psycopg
import pytest
from confluent_kafka import KafkaError, Message, Producer

from injyana.local.settings import LocalSettings
from kernel.kafka import producer_config
from kernel.topics import (
    AGGREGATES_DELTAS,
    DETECTIONS_BACKFILL,
    DETECTIONS_RAW,
    FRAUD_FLAGS,
    FRAUD_SIGHTINGS,
    PLAYS_RECOGNIZED,
    PLAYS_SCORED,
    PLAYS_UNRECOGNIZED,
)
from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig

TOPICS = (
    DETECTIONS_RAW,
    DETECTIONS_BACKFILL,
    PLAYS_RECOGNIZED,
    PLAYS_UNRECOGNIZED,
    FRAUD_SIGHTINGS,
    FRAUD_FLAGS,
    PLAYS_SCORED,
    AGGREGATES_DELTAS,
)
LETTERS = """
    SELECT origin_topic, origin_partition, origin_offset, value FROM dead_letters
    WHERE recorded_at >= %s
"""
LARGE = 900_000
"""Bytes; a record may have a million."""

Place = tuple[str, int, int]


def kinds(chance: random.Random) -> Mapping[str, bytes | None]:
    """What can come instead of an event."""
    head = struct.pack(">bI", 0, 1)
    return {
        "nothing": None,
        "empty": b"",
        "another magic byte": b"\x01" + chance.randbytes(40),
        "a head alone": head,
        "a schema that nobody registered": struct.pack(">bI", 0, 2**31 - 1) + b"\x00",
        "half a head": b"\x00\x00",
        "noise behind a head": head + chance.randbytes(200),
        "JSON": b'{"event_id": "018f2f6e-7a10-7c3e-9d55-1f0a7a0e7c11"}',
        "large": head + chance.randbytes(LARGE),
    }


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_poison_of_every_kind_is_put_aside_and_its_neighbours_go_on(rig: Rig, tally: Tally) -> None:
    since = datetime.now(UTC)
    with rig.under_load("poison") as context:
        context.fleet.until_acknowledged(200)
        put = poisoned(rig.stack.local, context.random)
        context.fleet.until_acknowledged(200)
    found = rig.account(context.fleet, since)
    tally.accounts.append(found)
    assert found.faults() == {}
    with psycopg.connect(rig.stack.local.database) as connection:
        letters = {(topic, number, at): value for topic, number, at, value in connection.execute(LETTERS, (since,))}
    assert {place: letters.get(place, b"is not there") for place in put} == put


def poisoned(local: LocalSettings, chance: random.Random) -> dict[Place, bytes | None]:
    """Puts each kind into each topic, with and without a key; where each came to lie."""
    producer, lies = Producer(producer_config(local.kafka)), dict[Place, bytes | None]()

    def told(error: KafkaError | None, message: Message) -> None:
        assert error is None, error
        value = message.value()
        lies[message.topic() or "", message.partition() or 0, message.offset() or 0] = (
            value.encode() if isinstance(value, str) else value
        )

    for topic in TOPICS:
        for name, value in kinds(chance).items():
            for key in (None, name):
                producer.produce(topic.name, value, key, on_delivery=told)
    assert producer.flush(60) == 0
    return lies
