"""The second step of aggregation: adds deltas to the totals of minutes, hours and days, which are its state and its
publication at once: putting a total into its table is what publishes it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from kernel.dimensions import window_key, window_start
from kernel.errors import Unprocessable
from kernel.events.aggregates import Delta, Window, WindowTotal
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

ENDLESS_DAYS = 36_500
"""Of a topic without a retention."""

OPEN: dict[Window, timedelta] = {
    window: timedelta(days=(topic.retention_days or ENDLESS_DAYS) - CLOSING_DAYS) for window, topic in TABLES.items()
}
"""How long after its start a window still takes changes. Sources may report 30 days late, so only a reviewer's
revision ever finds a window closed: it then moves the longer windows and the ledger, not the closed ones."""


class Totals:
    """The totals of one kind of window that a batch touches; each is put once, however many deltas it had."""

    def __init__(self, window: Window, tables: Tables) -> None:
        self.window = window
        self.limit = OPEN[window]
        self._table = tables[TABLES[window]]
        self._sums: dict[str, tuple[Delta, datetime, Sum]] = {}

    def add(self, delta: Delta, start: datetime) -> None:
        """Adds to one total. Unprocessable where that would make it negative."""
        key = window_key(delta.dimension, delta.id, start)
        entry = self._sums.get(key)
        if entry is None:
            entry = self._sums[key] = (delta, start, sum_of(self._table.get(key)))
        total = entry[2]
        for place, change in enumerate(sum_of(delta)):
            total[place] += change
        if min(total) < 0:
            raise Unprocessable(f"the {self.window} {key} would hold a negative total: {fields(total)}")

    def put(self) -> None:
        for key, (delta, start, numbers) in self._sums.items():
            total = WindowTotal(
                dimension=delta.dimension, id=delta.id, window=self.window, start=start, **fields(numbers)
            )
            self._table.put(key, total)


def accumulate(records: Sequence[Received[Delta]], tables: Tables) -> Iterable[Output]:
    """Adds each delta to its minute, hour and day, in whichever of them is still open.

    A negative total can only be a defect or a lost record. It raises, so that the delta lies in the dead letters with
    its reason, the totals stay what they were, and reconciliation shows the gap.
    """
    totals = [Totals(window, tables) for window in Window]
    for record in records:
        delta = record.event
        for total, start in zip(totals, starts(delta.minute), strict=True):
            if delta.made_at - start < total.limit:
                total.add(delta, start)
    for total in totals:
        total.put()
    return ()


@lru_cache(maxsize=10_000)
def starts(minute: datetime) -> tuple[datetime, ...]:
    """The starts of the windows that hold a minute, in the order of `Window`."""
    return tuple(window_start(window, minute) for window in Window)
