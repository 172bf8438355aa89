"""How an agent takes its messages from the queue."""

import asyncio
from collections.abc import Sequence

from mode.utils.queues import FlowControlEvent, FlowControlQueue

from kernel.faust_consumer import taken

LONG = 60.0


def queue_of(messages: Sequence[int]) -> FlowControlQueue[int]:
    queue: FlowControlQueue[int] = FlowControlQueue(
        maxsize=100, flow_control=FlowControlEvent(initially_suspended=False)
    )
    for message in messages:
        queue.put_nowait(message)
    return queue


async def test_what_is_there_comes_in_order() -> None:
    assert await taken(queue_of([1, 2, 3]), most=10, within=0.0) == [1, 2, 3]


async def test_a_full_batch_waits_for_nothing_and_leaves_the_rest() -> None:
    queue = queue_of([1, 2, 3, 4])
    async with asyncio.timeout(LONG / 2):
        assert await taken(queue, most=3, within=LONG) == [1, 2, 3]
    assert queue.get_nowait() == 4


async def test_an_empty_queue_is_waited_for() -> None:
    queue = queue_of([])
    waiting = asyncio.create_task(taken(queue, most=10, within=0.0))
    await asyncio.sleep(0)
    assert not waiting.done()
    queue.put_nowait(7)
    assert await waiting == [7]


async def test_what_comes_meanwhile_belongs_to_the_batch() -> None:
    queue = queue_of([1])
    waiting = asyncio.create_task(taken(queue, most=3, within=LONG))
    await asyncio.sleep(0)
    queue.put_nowait(2)
    queue.put_nowait(3)
    async with asyncio.timeout(LONG / 2):
        assert await waiting == [1, 2, 3]


async def test_messages_stay_when_a_rebalance_empties_the_queue_meanwhile() -> None:
    queue = queue_of([1])
    waiting = asyncio.create_task(taken(queue, most=3, within=0.001))
    queue.put_nowait(2)
    await asyncio.sleep(0)
    queue.clear()
    assert await waiting == [1]
