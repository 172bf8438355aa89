"""Opening hours."""

from collections.abc import Sequence
from datetime import time

from catalogue.venues.shapes import HoursSaid
from kernel.problems import Problem

DAY = 24 * 60


def checked(hours: Sequence[HoursSaid]) -> None:
    """Returns where these can be. Problem 422."""
    seen = set()
    for each in hours:
        if each.opens.tzinfo is not None or each.closes.tzinfo is not None:
            raise _bad("Times are those of Africa/Kigali: leave the offset out.")
        if each.opens == each.closes:
            raise _bad("It closes when it opens; all day is 00:00 to 23:59.")
        if (each.weekday, each.opens) in seen:
            raise _bad(f"It opens twice at {each.opens:%H:%M} on day {each.weekday}.")
        seen.add((each.weekday, each.opens))


def span(hours: Sequence[HoursSaid]) -> tuple[time, time] | None:
    """From the earliest opening to the latest closing of any day: outside of it the venue is never open.

    Two equal times are the whole day; None where no hours are known.
    """
    if not hours:
        return None
    opens = min(_minutes(each.opens) for each in hours)
    closes = max(_minutes(each.closes) + (DAY if each.closes < each.opens else 0) for each in hours)
    if closes - opens >= DAY:
        return time(), time()
    return _time(opens), _time(closes)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _bad(detail: str) -> Problem:
    return Problem(422, "bad-hours", "These are no opening hours.", detail)
