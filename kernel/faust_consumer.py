"""Faust's Kafka consumer with five things replaced, each pinned by tests/unit/kernel/test_faust_pins.py.

1. It reads committed records only. Faust sets the isolation level in its exactly_once mode alone, which is not ours.
2. It puts messages as they are into the agents' queues, from which `taken` takes a batch at a time. Stock Faust makes
   several asyncio tasks and an event for each message, most of its CPU time.
3. It leaves positions alone: each batch's transaction writes them. Faust's own commits would rewind them, and stall on
   topics that hold transaction markers.
4. Where its position is no longer in the topic, it says so. Faust knows only of going to an end of the topic.
5. It leaves its group when it is told to stop, as `kernel.membership` wants it of static members.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

YIELD_EVERY = 100
"""Messages delivered before other coroutines, the agents among them, get their turn."""
FULL_SECONDS = 0.005
"""Between two looks at a full queue, which the agent empties by hundreds of records."""
FILLING_SECONDS = 0.02
"""Between two looks at a queue that fills."""
FETCH_BYTES, FETCH_WAIT_MS = 16_384, 50
"""The broker collects so much, or so long, before it answers a fetch: one answer rather than one for each upload."""


class CommittedReader(driver.AIOKafkaConsumerThread):
    """The thread that polls Kafka, for committed records only."""

    def _create_worker_consumer(self, transport: driver.Transport) -> Any:
        made = super()._create_worker_consumer(transport)
        made._isolation_level = "read_committed"
        made._auto_offset_reset = "none"
        made._fetch_min_bytes = FETCH_BYTES
        made._fetch_max_wait_ms = FETCH_WAIT_MS
        return made

    async def on_thread_stop(self) -> None:
        if self._consumer is not None:
            self._consumer._coordinator._group_instance_id = None  # of a member without one, aiokafka takes leave
        await super().on_thread_stop()


class Consumer(driver.Consumer):
    """Delivers straight to the streams and leaves positions to the transactions."""

    caught_up: Callable[[], None] = staticmethod(lambda: None)
    """Told each time that a fetch came back empty: there was nothing left to read."""

    out_of_range: Callable[[Exception], None] = staticmethod(lambda _error: None)
    """Told when a position is not, or no longer, in its topic."""

    _ends: tuple[type[BaseException], ...] = (*driver.Consumer.consumer_stopped_errors, asyncio.CancelledError)

    def _new_consumer_thread(self) -> CommittedReader:
        return CommittedReader(self, loop=self.loop, beacon=self.beacon)

    async def commit(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    async def _room(self, queues: Iterable[Any]) -> None:
        """Returns once each of the queues is half empty."""
        while any(queue.qsize() > queue.maxsize // 2 for queue in queues):  # noqa: ASYNC110 - a queue has no event for room
            await asyncio.sleep(FULL_SECONDS)

    async def _drain_messages(self, fetcher: Any) -> None:
        read = self._read_offset
        flow = self.app.flow_control
        queues = self.app.topics._tp_index  # type: ignore[attr-defined]
        pressure: dict[Any, tuple[Callable[[], None], Callable[[], None]]] = {}
        handled = 0
        try:
            while not (self.should_stop or fetcher.should_stop):
                before = handled
                async for tp, message in self.getmany(timeout=1.0):
                    handled += 1
                    if handled % YIELD_EVERY == 0:
                        await asyncio.sleep(0)
                    last = read[tp]
                    if last is not None and message.offset < last:
                        continue
                    waiting = [channel.queue for channel in queues[tp]]
                    if any(queue.full() for queue in waiting):
                        await self.wait_first(self._room(waiting), self.suspend_flow.wait())
                    if not flow.is_active():
                        await self.wait_first(flow.acquire(), self.suspend_flow.wait())
                    if tp not in pressure:
                        ours = TP(*tp)
                        pressure[tp] = partial(self.on_buffer_full, ours), partial(self.on_buffer_drop, ours)
                    full, drop = pressure[tp]
                    for queue in waiting:  # never refused: what a rebalance made stale is told by its generation
                        queue.put_nowait_enhanced(message, on_pressure_high=full, on_pressure_drop=drop)
                    read[tp] = message.offset
                if handled == before:
                    self.caught_up()
                await self.sleep(0)
        except (OffsetOutOfRangeError, NoOffsetForPartitionError) as error:
            self.out_of_range(error)
            raise
        except self._ends:
            if not self.app.should_stop:
                raise


async def taken(queue: Any, most: int, within: float) -> list[Any]:
    """The next messages of an agent's queue: one at least, `most` at most, collected for `within` seconds.

    StopAsyncIteration when the agent is to stop.
    """
    first = await queue.get()
    loop = asyncio.get_running_loop()
    until = loop.time() + within
    while queue.qsize() + 1 < most and (left := until - loop.time()) > 0:  # noqa: ASYNC110 - nor for its length
        await asyncio.sleep(min(left, FILLING_SECONDS))
    return [first, *(queue.get_nowait() for _ in range(min(most - 1, queue.qsize())))]


class Transport(driver.Transport):
    """Faust's transport with our consumer."""

    Consumer = Consumer
