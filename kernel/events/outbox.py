"""How far the relay has come."""

from kernel.events.event import Event


class OutboxPosition(Event, frozen=True, kw_only=True):
    """The last row of the outbox that was published."""

    last_id: int
