"""A dead letter as the ledger keeps it, and what it is called."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self
from uuid import UUID

from kernel.errors import Refused
from ledger.copying import LARGEST_BIGINT, LARGEST_INTEGER, number


class State(StrEnum):
    WAITING = "waiting"
    REPLAYED = "replayed"
    DROPPED = "dropped"


class LetterId(NamedTuple):
    """Where a record lay when it was refused, and by whom; written `topic/partition/offset/stage`."""

    topic: str
    partition: int
    offset: int
    stage: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The id that was written. Refused."""
        parts = text.split("/", 3)
        if len(parts) == 4:
            partition, offset = number(parts[1], LARGEST_INTEGER), number(parts[2], LARGEST_BIGINT)
            if partition is not None and offset is not None:
                return cls(parts[0], partition, offset, parts[3])
        raise Refused(f"{text!r} is no letter: write topic/partition/offset/stage, as `injyana dlq list` does")

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}/{self.stage}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter and what was done about it. `headers` are names and texts in their order."""

    id: LetterId
    event_id: str | None
    error: str
    message: str
    attempts: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, str], ...]
    replay_of: str | None
    state: State
    mended_key: str | None
    mended_value: bytes | None
    recorded_at: datetime

    @property
    def mended(self) -> bool:
        """Whether it was edited."""
        return self.mended_key is not None

    @property
    def content(self) -> bytes | None:
        """What a replay carries: the edited bytes, or those that came."""
        return self.mended_value if self.mended else self.value


@dataclass(frozen=True, slots=True)
class Selection:
    """Which letters: those to which all of these apply; times are of when they came to the ledger."""

    states: frozenset[State] = frozenset(State)
    topic: str | None = None
    stage: str | None = None
    error: str | None = None
    event_id: UUID | None = None
    replay_of: LetterId | None = None
    since: datetime | None = None
    until: datetime | None = None
