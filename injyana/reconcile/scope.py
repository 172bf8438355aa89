"""Which hours and days a run looks at: pure."""

from datetime import datetime, timedelta

from injyana.reconcile.totals import AHEAD, Days
from kernel.dimensions import window_start
from kernel.events.aggregates import Window

DAY = timedelta(days=1)
OLD_DAYS = 35
"""Plays come up to 30 days late: so far back each day is compared in its turn."""


def hour_before(now: datetime, ago: timedelta) -> datetime:
    """The start of the hour that lay so long ago."""
    return window_start(Window.HOUR, now - ago)


def last_days(now: datetime, count: int) -> Days:
    """The last days in Africa/Kigali, with all that sources may claim of the one to come."""
    today = window_start(Window.DAY, now)
    return Days(today - (count - 1) * DAY, today + DAY + AHEAD)


def old_day(now: datetime, turn: int) -> Days:
    """One day of those before yesterday, another at each turn."""
    since = window_start(Window.DAY, now) - (2 + turn % OLD_DAYS) * DAY
    return Days(since, since + DAY)
