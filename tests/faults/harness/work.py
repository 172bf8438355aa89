"""Whether our processes work: watched from before a fault until each of them goes on."""

import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from confluent_kafka import Consumer, KafkaException, TopicPartition

from injyana.demo.settle import until
from injyana.local import processes
from injyana.local.stack import Stack
from injyana.reconcile.passing import AGGREGATION, FRAUD, LEDGER, LIVE, RECOGNITION
from kernel.kafka import consumer
from kernel.topics import (
    AGGREGATES_DELTAS,
    AGGREGATES_MINUTE,
    DETECTIONS_RAW,
    PLAYS_RECOGNIZED,
    PLAYS_SCORED,
)
from tests.faults.harness.fleet import Fleet

EVERY_SECONDS = 0.2
CALL_SECONDS = 2.0
LOOK_SECONDS = 150.0
"""For the first look at all positions."""
BACK_SECONDS = 400.0
"""Past this a process is not slow but stuck."""
BUSY = {
    RECOGNITION: (DETECTIONS_RAW.name,),
    FRAUD: (PLAYS_RECOGNIZED.name,),
    AGGREGATION: (PLAYS_SCORED.name, AGGREGATES_DELTAS.name),
    LEDGER: (PLAYS_SCORED.name,),
    LIVE: (AGGREGATES_MINUTE.name,),
}
"""Topics of which every partition has something to read all the time, by the group that reads them."""
GATEWAY = "gateway"

Place = tuple[str, int]


class Watch:
    """Notes when each of the processes got on: in each of its partitions, by answers, or by being ready.

    Stages and sinks get on when their position in Kafka moves, the gateway when it takes plays. The others wait for
    work most of the time, and get on while they are ready for it.
    """

    def __init__(self, stack: Stack, fleet: Fleet, names: Sequence[str]) -> None:
        self._names = names
        self._stack = stack
        self._fleet = fleet
        self._clients: dict[str, Consumer] = {}
        self._last: dict[tuple[str, Place], int] = {}
        self._moved: defaultdict[tuple[str, Place], list[float]] = defaultdict(list)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        seen = until(lambda: {name for name, _ in list(self._last)}, set(self._names).__eq__, LOOK_SECONDS)
        assert seen == set(self._names), f"no position of {set(self._names) - seen}: does it run?"
        return self

    def __exit__(self, *_args: object) -> None:
        self._ended.set()
        self._thread.join()
        for client in self._clients.values():
            client.close()

    def back(self, since: float) -> Mapping[str, float]:
        """Seconds from a moment (time.monotonic) until each process had got on, in all of its partitions."""

        def after(moments: list[float]) -> float | None:
            return next((moment for moment in list(moments) if moment > since), None)

        def behind() -> list[str]:
            return sorted({name for name, place in list(self._last) if after(self._moved[name, place]) is None})

        still = until(behind, lambda names: not names, BACK_SECONDS)
        assert not still, f"after {BACK_SECONDS:.0f} s these do not work again: {', '.join(still)}"
        found: dict[str, float] = {}
        for (name, _), moments in list(self._moved.items()):
            found[name] = max(found.get(name, 0.0), (after(moments) or since) - since)
        return found

    def standstill(self) -> Mapping[str, float]:
        """The longest time in seconds in which a partition of each process did not get on, until now."""
        found: dict[str, float] = {}
        for (name, _), moments in list(self._moved.items()):
            gaps = [later - before for before, later in pairwise([*moments, time.monotonic()])]
            found[name] = max([found.get(name, 0.0), *gaps])
        return found

    def _look(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            for name in self._names:
                try:
                    positions = self._positions(name)
                except KafkaException:
                    continue
                now = time.monotonic()
                for place, position in positions.items():
                    last = self._last.get((name, place))
                    if last is None or position > last:
                        self._last[name, place] = position
                        self._moved[name, place].append(now)

    def _positions(self, name: str) -> dict[Place, int]:
        if name in BUSY:
            return self._committed(name)
        if name == GATEWAY:
            return {(name, 0): self._fleet.uploads_taken()}
        ready = self._stack.probe(processes.by_name(name)) is None
        return {(name, 0): self._last.get((name, (name, 0)), 0) + int(ready)}

    def _committed(self, group: str) -> dict[Place, int]:
        """By a consumer that never joins: librdkafka's admin client dies with a broker, of an assertion of its own."""
        local = self._stack.local
        asked = [TopicPartition(topic, number) for topic in BUSY[group] for number in range(local.partitions)]
        client = self._clients.get(group) or self._clients.setdefault(group, consumer(local.kafka, group))
        return {(each.topic, each.partition): each.offset for each in client.committed(asked, timeout=CALL_SECONDS)}
