"""Faust's Kafka consumer with three things replaced, each pinned by tests/unit/kernel/test_faust_pins.py.

1. It reads committed records only. Faust sets the isolation level in its exactly_once mode alone, which is not ours.
2. It delivers straight to the streams. Stock Faust makes four asyncio tasks for each message, most of its CPU time.
3. It leaves positions alone: each batch's transaction writes them. Faust's own commits would rewind them, and stall on
   topics that hold transaction markers.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from faust.transport.drivers import aiokafka as driver

YIELD_EVERY = 100
"""Messages delivered before other coroutines, the agents among them, get their turn."""
FULL_SECONDS = 0.005
"""Between two looks at a full queue, which the agent empties by hundreds of records."""


class CommittedReader(driver.AIOKafkaConsumerThread):
    """The thread that polls Kafka, for committed records only."""

    def _create_worker_consumer(self, transport: driver.Transport) -> Any:
        made = super()._create_worker_consumer(transport)
        made._isolation_level = "read_committed"
        made._fetch_max_wait_ms = 100
        return made


class Consumer(driver.Consumer):
    """Delivers straight to the streams and leaves positions to the transactions."""

    caught_up: Callable[[], None] = staticmethod(lambda: None)
    """Told each time that a fetch came back empty: there was nothing left to read."""

    _ends: tuple[type[BaseException], ...] = (*driver.Consumer.consumer_stopped_errors, asyncio.CancelledError)

    def _new_consumer_thread(self) -> CommittedReader:
        return CommittedReader(self, loop=self.loop, beacon=self.beacon)

    async def commit(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def track_message(self, message: Any) -> None:
        """Tracks nothing: an interrupted batch is aborted and read again, so nothing waits for it."""

    def ack(self, message: Any) -> bool:
        message.acked = True
        self._unacked_messages.discard(message)
        return True

    async def _room(self, queues: Iterable[Any]) -> None:
        """Returns once each of the queues is half empty."""
        while any(queue.qsize() > queue.maxsize // 2 for queue in queues):  # noqa: ASYNC110 - a queue has no event for room
            await asyncio.sleep(FULL_SECONDS)

    async def _drain_messages(self, fetcher: Any) -> None:
        read = self._read_offset
        queues = self.app.topics._tp_index  # type: ignore[attr-defined]
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
                    if any(queue.full() for queue in waiting):  # once, rather than in Faust's way for each message
                        await self.wait_first(self._room(waiting), self.suspend_flow.wait())
                    if self.app.flow_control.is_active() and not any(queue.full() for queue in waiting):
                        await self.callback(message)
                    else:
                        await self.wait_first(self.callback(message), self.suspend_flow.wait())
                    read[tp] = message.offset
                if handled == before:
                    self.caught_up()
                await self.sleep(0)
        except self._ends:
            if not self.app.should_stop:
                raise


class Transport(driver.Transport):
    """Faust's transport with our consumer."""

    Consumer = Consumer
