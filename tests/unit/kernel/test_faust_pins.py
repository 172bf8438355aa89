"""What kernel.faust_consumer replaces of Faust, and leans on, is what it was written against.

When this fails, Faust's own code changed: read the change, decide what our replacement owes to it, then set the digest.
"""

import hashlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from aiokafka.consumer.group_coordinator import GroupCoordinator
from faust.app.base import App
from faust.topics import Topic
from faust.transport import conductor, consumer
from faust.transport.drivers import aiokafka as driver
from mode.utils.queues import FlowControlQueue

PINNED: list[tuple[Callable[..., Any], str]] = [
    (driver.AIOKafkaConsumerThread._create_worker_consumer, "c2701bfc3e6f6cad"),
    (driver.AIOKafkaConsumerThread.on_thread_stop, "8dfc004e258b6c25"),
    (GroupCoordinator._maybe_leave_group, "016cd88a16e6c4b5"),
    (driver.Consumer._new_consumer_thread, "0870ec53dea75083"),
    (driver.Consumer._to_message, "7c24f6511b2fcef7"),
    (driver.ConsumerRebalanceListener.on_partitions_assigned, "1c1f8406ad3698a6"),
    (consumer.Consumer.commit, "a354437baaa08bf8"),
    (consumer.Consumer.on_buffer_full, "c8961679e0bcdce5"),
    (consumer.Consumer.on_buffer_drop, "4b57e8a418d5ad9c"),
    (consumer.Consumer.getmany, "4b168d84882a70d6"),
    (consumer.Consumer._drain_messages, "44a2500309e83c63"),
    (App._on_partitions_revoked, "d5c895bbe57dc73a"),
    (App._on_partitions_assigned, "de932b7927db85b3"),
    (conductor.ConductorCompiler.build, "837cf521368c1ee4"),
    (Topic.__aiter__, "838623ae001ec5d1"),
    (FlowControlQueue.put_nowait_enhanced, "f1839f43dda3d2cf"),
    (FlowControlQueue.get, "c14157e5ee641643"),
    (FlowControlQueue.get_nowait, "57cb9b5c12e7ebd9"),
]


def digest(function: Callable[..., Any]) -> str:
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("function", "expected"), PINNED, ids=lambda value: getattr(value, "__qualname__", ""))
def test_the_installed_faust_has_the_code_that_was_replaced(function: Callable[..., Any], expected: str) -> None:
    assert digest(function) == expected
