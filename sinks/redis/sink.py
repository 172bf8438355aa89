"""The sink of the live figures, as kernel/sink.py runs it: decode, put poison aside, apply."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kernel.codec import Codec, SchemaIds
from kernel.dead_letters import Breaker
from kernel.events.event import Event
from kernel.sink import Batch
from kernel.sink_decoding import DeadLetters, decoded
from kernel.topics import AGGREGATES_DAY, AGGREGATES_HOUR, AGGREGATES_MINUTE, PLAYS_SCORED, Topic
from sinks.redis.figures import Command, play_commands, total_commands
from sinks.redis.keys import FigureKeys
from sinks.redis.live import Live

NAME = "redis-sink"

Mapping = Callable[[Iterable[Any], FigureKeys], Iterable[Command]]
"""What the events of a topic make of one version's figures."""

MAPPINGS: dict[Topic[Event], Mapping] = {
    AGGREGATES_MINUTE: total_commands,
    AGGREGATES_HOUR: total_commands,
    AGGREGATES_DAY: total_commands,
    PLAYS_SCORED: play_commands,
}


class RedisSink:
    """Writes the live figures. A kernel.sink.Sink; its positions lie in Redis with the figures."""

    name = NAME
    topics: Sequence[str] = tuple(topic.name for topic in MAPPINGS)

    def __init__(self, live: Live, ids: SchemaIds, dead_letters: DeadLetters) -> None:
        self._live = live
        self._dead_letters = dead_letters
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
        self._of = {topic.name: (Codec(topic, ids).decode, mapping) for topic, mapping in MAPPINGS.items()}

    def position(self, topic: str, partition: int) -> int | None:
        """Where Redis stands; None where it is new or was wiped."""
        return self._live.position((topic, partition))

    def expect(self, batch: Batch) -> None:
        """Nothing is prepared: Redis takes little of a batch's time."""

    def write(self, batch: Batch) -> None:
        """Applies the batch. RedisAway, BrokerAway, RegistryAway, Fenced, TooManyDeadLetters."""
        decode, mapping = self._of[batch.topic]
        good, bad = decoded(batch, NAME, decode)
        self._breakers[batch.topic].saw(len(batch.records), len(bad))
        if bad:
            self._dead_letters.put(bad)
        events = [received.event for received in good]
        self._live.write(lambda to: mapping(events, to), (batch.topic, batch.partition), batch.next_offset)
