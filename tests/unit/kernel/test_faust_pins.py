"""What kernel.faust_consumer and kernel.faust_light replace of Faust is what they were written against.

When this fails, Faust's own code changed: read the change, decide what our replacement owes to it, then set the digest.
"""

import hashlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from faust.app.base import App
from faust.sensors.monitor import Monitor
from faust.serializers.schemas import Schema
from faust.streams import Stream
from faust.transport import conductor, consumer
from faust.transport.drivers import aiokafka as driver

PINNED: list[tuple[Callable[..., Any], str]] = [
    (driver.AIOKafkaConsumerThread._create_worker_consumer, "c2701bfc3e6f6cad"),
    (driver.Consumer._new_consumer_thread, "0870ec53dea75083"),
    (driver.Consumer._to_message, "7c24f6511b2fcef7"),
    (driver.ConsumerRebalanceListener.on_partitions_assigned, "1c1f8406ad3698a6"),
    (consumer.Consumer.commit, "a354437baaa08bf8"),
    (consumer.Consumer.ack, "5fcf41cf45153475"),
    (consumer.Consumer.track_message, "217d7f1399a4cd8e"),
    (consumer.Consumer.getmany, "4b168d84882a70d6"),
    (consumer.Consumer._drain_messages, "44a2500309e83c63"),
    (App._on_partitions_revoked, "d5c895bbe57dc73a"),
    (App._on_partitions_assigned, "de932b7927db85b3"),
    (conductor.ConductorCompiler.build, "837cf521368c1ee4"),
    (Schema.compile, "d46eec5ce3195b2c"),
    (Monitor.on_message_in, "b2a9a9045b2f456c"),
    (Monitor.on_message_out, "7c4054247cde96c3"),
    (Monitor.on_stream_event_in, "df6d2e5f6397ce44"),
    (Monitor.on_stream_event_out, "2d2277a6dbda754c"),
    (Stream.take_events, "607d48aead118ba8"),
]


def digest(function: Callable[..., Any]) -> str:
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("function", "expected"), PINNED, ids=lambda value: getattr(value, "__qualname__", ""))
def test_the_installed_faust_has_the_code_that_was_replaced(function: Callable[..., Any], expected: str) -> None:
    assert digest(function) == expected
