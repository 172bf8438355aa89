"""The contract of a stage: one input topic, one pure step, outputs and state that become visible with the position.

A step gets the decoded records of one partition, in order, and the stage's state of that partition. It returns what
is to be published. Returning means: publish all of it, keep every change of state, and never show these records again;
all three happen in one Kafka transaction, or none does.

A step
  * is a function of its arguments alone: the same records on the same state give the same outputs, whatever the size
    of the batch. It knows no Kafka, no clock, no network; what it needs beside its state is handed to its maker.
  * never changes a value that it got from a table, but puts a new one.
  * may raise on a record. The kernel then undoes the batch, steps through it one by one, and sends exactly the records
    that raise to the dead letters.
  * may raise Outage, when something outside must come back first: nothing is acknowledged and the process restarts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from kernel.events.event import Event, Origin
from kernel.topics import Topic
from kernel.tracing import Headers

E = TypeVar("E", bound=Event)


class Received(msgspec.Struct, Generic[E], frozen=True, gc=False):
    """A decoded record and where it lay."""

    event: E
    origin: Origin
    headers: Headers = []


class Output(msgspec.Struct, frozen=True, gc=False):
    """A record to publish.

    `cause` lends its trace. `partition` is set only where the key alone does not say it; a None event is a tombstone.
    """

    topic: Topic[Event]
    key: str
    event: Event | None
    cause: Received[Any] | None = None
    partition: int | None = None


class Table(Protocol[E]):
    """One partition of a stage's state: what the compacted topic holds, and the changes of the batch on top."""

    def get(self, key: str) -> E | None: ...

    def put(self, key: str, value: E) -> None: ...

    def delete(self, key: str) -> None: ...


class Tables(Protocol):
    """The stage's tables, by the topic that keeps them."""

    def __getitem__(self, topic: Topic[E]) -> Table[E]: ...


Step = Callable[[Sequence[Received[E]], Tables], Iterable[Output]]


@dataclass(frozen=True, slots=True)
class Stage(Generic[E]):
    """One input topic and what is done with it.

    A process (Faust app) holds one or more stages; each reads its own topic. `tables` are compacted topics with as many
    partitions as the input; partition p of a table belongs to partition p of the input.
    `observe` is told what was committed, for metrics.
    `batch` records at most are taken together, `within` seconds at most are waited for them.
    """

    reads: Topic[E]
    step: Step[E]
    tables: tuple[Topic[Event], ...] = ()
    batch: int = 1000
    within: float = 0.03
    observe: Callable[[Sequence[Output]], None] = lambda _outputs: None


class MemoryTables:
    """Tables without Kafka, for running a step alone: in tests, evaluations and simulations."""

    def __init__(self) -> None:
        self._tables: dict[str, MemoryTable[Any]] = {}

    def __getitem__(self, topic: Topic[E]) -> "MemoryTable[E]":
        return self._tables.setdefault(topic.name, MemoryTable())


class MemoryTable(Generic[E]):
    """A table in a dict."""

    def __init__(self, values: Mapping[str, E] | None = None) -> None:
        self.values: dict[str, E] = dict(values or {})

    def get(self, key: str) -> E | None:
        return self.values.get(key)

    def put(self, key: str, value: E) -> None:
        self.values[key] = value

    def delete(self, key: str) -> None:
        self.values.pop(key, None)
