"""The audit sample: accepted plays of each day, drawn by chance, so that labels are not of suspicious plays alone."""

from datetime import date, datetime, timedelta

from kernel.clock import KIGALI
from kernel.dimensions import window_start
from kernel.events.aggregates import Window
from review import limits
from review.database import rows, run
from review.work import Work

BEHIND_DAYS = 2
"""A day is drawn from once the next one is over: phones report within 6 hours, and most stragglers within a day."""
CATCH_UP_DAYS = 7
"""Days that a service that was off draws from afterwards."""


def draw(work: Work) -> int:
    """Draws from the days that are over and were not drawn from; how many plays."""
    today = work.now.astimezone(KIGALI).date()
    days = [today - timedelta(days=back) for back in range(BEHIND_DAYS, BEHIND_DAYS + CATCH_UP_DAYS)]
    done = {each["day"] for each in rows(work.db, "audit_days", {"days": days})}
    return sum(_draw(work, day) for day in days if day not in done)


def _draw(work: Work, day: date) -> int:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=KIGALI)
    start = window_start(Window.DAY, noon)
    values = {
        "day": day,
        "start": start,
        "end": start + timedelta(days=1),
        "seed": day.toordinal(),
        "plays": limits.AUDIT_PLAYS,
    }
    return run(work.db, "audit_draw", values)
