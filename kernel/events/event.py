"""What every event is made of, and where one lies."""

from typing import Self

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every event shares. No event can hold itself, so the garbage collector need not look at any."""

    def evolve(self, **changes: object) -> Self:
        """The same event with other values; the only way to change one."""
        return msgspec.structs.replace(self, **changes)


class Origin(Event, frozen=True, kw_only=True):
    """The place of a detection in its topic."""

    topic: str
    partition: int
    offset: int
