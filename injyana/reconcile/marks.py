"""Where topics end, and where those stand who read them: the moments of the stream that a comparison relies on."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from kernel.errors import BrokerAway
from kernel.kafka import SILENCE_SECONDS, consumer, consumer_config, is_end, partition_count
from kernel.sink import Place

GROUP = "injyana-reconcile"
CALL_SECONDS = 10.0
READ = 5000
"""Records taken from the client at once."""

Marks = Mapping[Place, int]
"""An offset of each partition."""


class Topics:
    """Kafka's topics, looked at without taking part in any group. All methods raise BrokerAway.

    Ends are those of everything written, also of transactions that are still open: what was committed before an end
    was asked for lies before it, whatever other writers of the partition are about.
    """

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._client = consumer(bootstrap, GROUP)
        self._unguarded = Consumer(consumer_config(bootstrap, GROUP) | {"isolation.level": "read_uncommitted"})

    def close(self) -> None:
        self._client.close()
        self._unguarded.close()

    def places(self, names: Iterable[str]) -> list[Place]:
        """The partitions of the topics."""
        return [(name, number) for name in names for number in range(partition_count(self._client, name))]

    def beginnings(self, names: Iterable[str]) -> Marks:
        """The first offsets that are still kept."""
        return {place: self._range(place)[0] for place in self.places(names)}

    def ends(self, names: Iterable[str]) -> Marks:
        """The offsets behind the last records."""
        return {place: self._range(place)[1] for place in self.places(names)}

    def since(self, names: Iterable[str], at: datetime) -> Marks:
        """The offsets of the first records written at a moment or after it; the ends where there are none."""
        ends = self.ends(names)
        asked = [TopicPartition(*place, round(at.timestamp() * 1000)) for place in ends]
        with _broker_or_away():
            found = self._client.offsets_for_times(asked, timeout=CALL_SECONDS)
        at_end = {(each.topic, each.partition): each.offset for each in found if each.offset < 0}
        return {
            place: ends[place] if place in at_end else offset
            for place, offset in (((each.topic, each.partition), each.offset) for each in found)
        }

    def committed(self, group: str, names: Iterable[str]) -> Marks:
        """Where a group stands; 0 where it never committed."""
        client = consumer(self._bootstrap, group)
        try:
            with _broker_or_away():
                asked = [TopicPartition(*place) for place in self.places(names)]
                found = client.committed(asked, timeout=CALL_SECONDS)
        finally:
            client.close()
        for each in found:
            if each.error:
                raise BrokerAway(f"Kafka does not say where {group} stands: {each.error}")
        return {(each.topic, each.partition): max(each.offset, 0) for each in found}

    def passed(self, positions: Marks, ends: Marks) -> bool:
        """Whether no record lies between the positions and the ends. Markers of transactions are no records."""
        unsure = {place: positions.get(place, 0) for place, end in ends.items() if positions.get(place, 0) < end}
        if not unsure:
            return True
        self._client.assign([TopicPartition(*place, at) for place, at in unsure.items()])
        give_up = time.monotonic() + CALL_SECONDS
        try:
            while unsure and time.monotonic() < give_up:
                for message in self._client.consume(READ, 0.05):
                    error, place, offset = message.error(), _place(message), message.offset() or 0
                    if error is not None and not is_end(error):
                        raise BrokerAway(f"Kafka: {error.str()}")
                    if place not in unsure or offset < unsure[place]:
                        continue  # of an assignment before this one
                    if offset < ends[place]:
                        return False
                    del unsure[place]
        finally:
            self._client.unassign()
        return not unsure

    def records(self, starts: Marks, ends: Marks) -> Iterator[Message]:
        """The committed records from the starts to the ends, those of one partition in order.

        A partition ends early where the next record belongs to a transaction that is still open.
        """
        unread = {place for place, end in ends.items() if starts.get(place, 0) < end}
        client = consumer(self._bootstrap, GROUP)  # a used one may still tell of ends that it met before
        client.assign([TopicPartition(*place, starts.get(place, 0)) for place in unread])
        heard = time.monotonic()
        try:
            while unread:
                for message in client.consume(READ, 0.05):
                    heard = time.monotonic()
                    place, offset = _place(message), message.offset() or 0
                    error = message.error()
                    if error is not None and not is_end(error):
                        raise BrokerAway(f"Kafka: {error.str()}")
                    if error is not None or offset + 1 >= ends[place]:
                        unread.discard(place)
                    if error is None and offset < ends[place]:
                        yield message
                if unread and time.monotonic() - heard > SILENCE_SECONDS:
                    raise BrokerAway(f"no end of {sorted(unread)} within {SILENCE_SECONDS} s")
        finally:
            client.close()

    def _range(self, place: Place) -> tuple[int, int]:
        with _broker_or_away():
            found = self._unguarded.get_watermark_offsets(TopicPartition(*place), timeout=CALL_SECONDS)
        if found is None:
            raise BrokerAway(f"Kafka does not say where {place} ends")
        return found


class Patience:
    """Waits for conditions within one time limit, and calls `beat` meanwhile, which may end it by raising."""

    LOOK_SECONDS = 0.2

    def __init__(self, seconds: float, beat: Callable[[], object] = lambda: None) -> None:
        self._until = time.monotonic() + seconds
        self.beat = beat

    def wait(self, condition: Callable[[], bool]) -> bool:
        """Whether the condition came true in time."""
        while not condition():
            self.beat()
            if time.monotonic() > self._until:
                return False
            time.sleep(self.LOOK_SECONDS)
        self.beat()
        return True


def _place(message: Message) -> Place:
    return message.topic() or "", message.partition() or 0


@contextmanager
def _broker_or_away() -> Iterator[None]:
    try:
        yield
    except KafkaException as error:
        raise BrokerAway(f"Kafka does not answer: {error}") from error
