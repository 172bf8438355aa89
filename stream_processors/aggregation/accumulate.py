"""The second step of aggregation: adds deltas to the totals of minutes, hours and days, which are its state and its
publication at once: putting a total into its table is what publishes it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kernel.dimensions import window_key, window_start
from kernel.errors import Unprocessable
from kernel.events import Delta, Dimension, Window, WindowTotal
from kernel.stage import Output, Received, Tables
from kernel.topics import AGGREGATES_DAY, AGGREGATES_HOUR, AGGREGATES_MINUTE, Topic
from stream_processors.aggregation.sums import Sum, fields, sum_of

TABLES: dict[Window, Topic[WindowTotal]] = {
    Window.MINUTE: AGGREGATES_MINUTE,
    Window.HOUR: AGGREGATES_HOUR,
    Window.DAY: AGGREGATES_DAY,
}

CLOSING_DAYS = 5
"""A window closes this many days before its topic may forget it. A total that was forgotten cannot be added to, and
Kafka forgets a whole segment at a time, at a moment of its own."""

OPEN: dict[Window, timedelta] = {
    window: timedelta(days=topic.retention_days - CLOSING_DAYS)
    for window, topic in TABLES.items()
    if topic.retention_days is not None
}
"""How long after its start a window still takes changes. Sources may report 30 days late, so only a reviewer's
revision ever finds a window closed: it then moves the longer windows and the ledger, not the closed ones."""


class Totals:
    """The totals that a batch touches; each is put once, however many deltas it had."""

    def __init__(self, tables: Tables) -> None:
        self._tables = {window: tables[topic] for window, topic in TABLES.items()}
        self._sums: dict[tuple[Dimension, str, Window, datetime], tuple[str, Sum]] = {}

    def add(self, delta: Delta, window: Window, start: datetime) -> None:
        """Adds to one total. Unprocessable where that would make it negative."""
        known = (delta.dimension, delta.id, window, start)
        entry = self._sums.get(known)
        if entry is None:
            key = window_key(delta.dimension, delta.id, start)
            entry = self._sums[known] = (key, sum_of(self._tables[window].get(key)))
        key, total = entry
        for place, change in enumerate(sum_of(delta)):
            total[place] += change
        if min(total) < 0:
            raise Unprocessable(f"the {window} {key} would hold a negative total: {fields(total)}")

    def put(self) -> None:
        for (dimension, id_, window, start), (key, numbers) in self._sums.items():
            total = WindowTotal(dimension=dimension, id=id_, window=window, start=start, **fields(numbers))
            self._tables[window].put(key, total)


def accumulate(records: Sequence[Received[Delta]], tables: Tables) -> Iterable[Output]:
    """Adds each delta to its minute, hour and day, in whichever of them is still open.

    A negative total can only be a defect or a lost record. It raises, so that the delta lies in the dead letters with
    its reason, the totals stay what they were, and reconciliation shows the gap.
    """
    totals = Totals(tables)
    for record in records:
        delta = record.event
        for window in Window:
            start = window_start(window, delta.minute)
            if is_open(window, start, delta.made_at):
                totals.add(delta, window, start)
    totals.put()
    return ()


def is_open(window: Window, start: datetime, made_at: datetime) -> bool:
    """Whether a window still took changes when the delta was made."""
    limit = OPEN.get(window)
    return limit is None or made_at - start < limit
