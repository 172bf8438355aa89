"""What every sink does with its records before it writes them: decode, and put poison aside."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from kernel import metrics
from kernel.codec import Decode
from kernel.dead_letters import DeadLetter, dead_letter
from kernel.errors import BrokerAway, Poison
from kernel.events.event import Event
from kernel.replays import for_another
from kernel.sink import Batch, Record
from kernel.stage import Received

E = TypeVar("E", bound=Event)

FLUSH_SECONDS = 10.0
"""How long Kafka may take to acknowledge dead letters before the batch is tried again."""


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A record that can never be written, why, and its id where that much is known."""

    record: Record
    error: Exception
    event_id: str | None = None


def decoded(
    batch: Batch, reader: str, decode: Decode[E], check: Callable[[E], None] | None = None
) -> tuple[list[Received[E]], list[Poisoned]]:
    """The batch's events in order, and the records that are not what their topic says. May raise Outage.

    Replays for another than `reader`, the sink, are left out.
    `check` raises Poison on an event that the store could never hold.
    """
    good: list[Received[E]] = []
    bad: list[Poisoned] = []
    for record in batch.records:
        if for_another(record.headers, reader):
            continue
        event = None
        try:
            event = decode(record.value)
            if check is not None:
                check(event)
        except Poison as error:
            bad.append(Poisoned(record, error, getattr(event, "event_id", None)))
        else:
            good.append(Received(event, record.origin, record.headers))
    return good, bad


class DeadLetters(Protocol):
    """Where a sink puts poison. Returning means that it is kept; a record put twice is recognised by its origin."""

    def put(self, poisoned: Iterable[Poisoned]) -> None:
        """BrokerAway where it could not be kept; nothing may be acknowledged then."""


class KafkaDeadLetters:
    """Publishes to `<topic>.dlq` and waits for Kafka's acknowledgement."""

    def __init__(self, sink: str, producer: Producer, seconds: float = FLUSH_SECONDS) -> None:
        self._sink = sink
        self._producer = producer
        self._seconds = seconds

    def put(self, poisoned: Iterable[Poisoned]) -> None:
        failed: list[str] = []
        for each in poisoned:
            record = each.record
            letter = dead_letter(
                self._sink, record.origin, record.key, record.value, record.headers, each.error, each.event_id
            )
            self._produce(letter, lambda error, _message: failed.append(str(error)) if error else None)
            metrics.DEAD_LETTERS.labels(self._sink, record.origin.topic, type(each.error).__name__).inc()
        if self._producer.flush(self._seconds) or failed:
            raise BrokerAway(f"dead letters were not acknowledged: {failed[:1] or 'time-out'}")

    def _produce(self, letter: DeadLetter, told: Callable[[KafkaError | None, Message], None]) -> None:
        try:
            self._producer.produce(
                letter.topic, letter.value, letter.key, headers=list(letter.headers), on_delivery=told
            )
        except (BufferError, KafkaException) as error:
            raise BrokerAway(f"dead letters cannot be published: {error}") from error
