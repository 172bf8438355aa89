"""Detections to Kafka, and back whether it has them.

The event loop itself polls librdkafka while something is in flight, so that its reports are called where they are
awaited: a thread of its own would fight for the interpreter's lock at each of them.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, Producer

from ingest_gateway.records import Record
from kernel import metrics
from kernel.codec import Codec
from kernel.events.detections import Detection
from kernel.kafka import producer_config
from kernel.topics import DETECTIONS_BACKFILL, DETECTIONS_RAW
from kernel.tracing import TRACEPARENT

LOG = logging.getLogger(__name__)

TOPICS: Final = (DETECTIONS_RAW.name, DETECTIONS_BACKFILL.name)
POLL_SECONDS: Final = 0.002
LINGER_MS: Final = 1
"""Someone waits for each answer, and records of one upload come together anyhow."""
QUEUE_KBYTES: Final = 262_144
"""What librdkafka holds at most, 256 MB; beyond it produce refuses and the item is answered with retry."""


class Sending:
    """The records of one upload on their way."""

    __slots__ = ("delivered", "done", "left", "started")

    def __init__(self, count: int, done: asyncio.Future[list[bool]]) -> None:
        self.delivered = [False] * count
        self.left = count
        self.done = done
        self.started = time.monotonic()

    def report(self, place: int, error: object) -> None:
        """Kafka's word on one record."""
        if error is None:
            self.delivered[place] = True
        self.left -= 1
        if not self.left and not self.done.done():
            self.done.set_result(self.delivered)


class Publisher:
    """Publishes detections, keyed by source, and answers once each is acknowledged by all replicas or given up."""

    def __init__(
        self,
        bootstrap: str,
        raw: Codec[Detection],
        backfill: Codec[Detection],
        delivery_seconds: float,
        max_in_flight: int,
        topics: tuple[str, str] = TOPICS,
        make: Callable[[dict[str, Any]], Producer] = Producer,
    ) -> None:
        self._producer = make(
            producer_config(bootstrap)
            | {
                "linger.ms": LINGER_MS,
                "delivery.timeout.ms": int(delivery_seconds * 1000),
                "queue.buffering.max.messages": max_in_flight,
                "queue.buffering.max.kbytes": QUEUE_KBYTES,
                "error_cb": self._on_error,
            }
        )
        self._live = topics[0], raw.header
        self._late = topics[1], backfill.header
        self._max_in_flight = max_in_flight
        self._in_flight = 0
        self._polling = False
        self._reachable = False

    @property
    def ready(self) -> bool:
        """Whether a broker answered when last asked."""
        return self._reachable

    async def send(self, records: Sequence[Record], traceparent: str) -> list[bool]:
        """Whether Kafka has each record. What is False is not known to be there: it may be sent again."""
        if not records:
            return []
        loop = asyncio.get_running_loop()
        sending = Sending(len(records), loop.create_future())
        headers: list[tuple[str, str | bytes | None]] = [(TRACEPARENT, traceparent.encode())]
        for place, record in enumerate(records):
            topic, head = self._late if record.late else self._live
            if self._in_flight >= self._max_in_flight:
                sending.report(place, KafkaError._QUEUE_FULL)
                continue
            report = partial(self._reported, sending, place)
            try:
                self._producer.produce(topic, head + record.body, record.source_id, headers=headers, on_delivery=report)
            except (BufferError, KafkaException) as error:
                sending.report(place, error)
                continue
            self._in_flight += 1
        metrics.GATEWAY_IN_FLIGHT.set(self._in_flight)
        if not self._polling and self._in_flight:
            self._polling = True
            loop.call_soon(self._poll, loop)
        delivered = await sending.done
        metrics.GATEWAY_ACK_SECONDS.observe(time.monotonic() - sending.started)
        return delivered

    def _reported(self, sending: Sending, place: int, error: KafkaError | None, _message: object) -> None:
        self._in_flight -= 1
        sending.report(place, error)

    def _poll(self, loop: asyncio.AbstractEventLoop) -> None:
        self._producer.poll(0)
        if self._in_flight:
            loop.call_later(POLL_SECONDS, self._poll, loop)
        else:
            self._polling = False
            metrics.GATEWAY_IN_FLIGHT.set(0)

    async def watch(self, seconds: float) -> None:
        """Asks, for ever and every so many seconds, whether a broker answers."""
        while True:
            self._reachable = await asyncio.to_thread(self._answers, seconds)
            await asyncio.sleep(seconds)

    def _answers(self, seconds: float) -> bool:
        try:
            self._producer.list_topics(self._live[0], seconds)
        except KafkaException as error:
            LOG.warning("Kafka does not answer: %s", error)
            return False
        return True

    def _on_error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN:
            self._reachable = False

    async def close(self) -> None:
        """Waits until everything in flight is acknowledged or given up, which the delivery time-out bounds."""
        await asyncio.to_thread(self._producer.flush)
