"""Where consumers began."""

from datetime import datetime

from kernel.events.event import Event


class ConsumerStart(Event, frozen=True, kw_only=True):
    """From where a group reads a partition, and which topic of that name it is.

    `topic_id` is Kafka's id of the topic: one that was deleted and made anew has another. `position` is None where all
    of a compacted topic is read each time. `accepted_by` and `reason` are set where an operator let the group go on
    past records that it had not read.
    """

    group: str
    topic: str
    partition: int
    topic_id: str
    position: int | None = None
    started_at: datetime
    accepted_by: str | None = None
    reason: str | None = None
