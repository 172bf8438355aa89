"""The deltas that bring the streamed totals to what was counted: pure.

A delta moves its minute, its hour and its day at once, whichever of them are still open. So the totals of one id and
day are corrected together, and only where deltas can make all of them right; otherwise none of them is touched.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from injyana.accounts.totals import MEASURES, Figure
from injyana.reconcile.judging import Kind, Wrong, numbers
from kernel.dimensions import window_start
from kernel.events.aggregates import Delta, Dimension, Window
from stream_processors.aggregation.accumulate import OPEN
from stream_processors.aggregation.sums import fields

CAUSE = "repair"

Numbers = tuple[int, ...]
ZERO: Numbers = (0,) * len(MEASURES)


def corrections(found: Iterable[Wrong], now: datetime) -> list[Delta]:
    """What to publish, those that add before those that take, so that no total is negative in between.

    Each difference stays what it is however many plays come meanwhile, since they move both sides alike.
    """
    groups: defaultdict[tuple[Dimension, str, datetime], list[Wrong]] = defaultdict(list)
    for each in found:
        if each.kind is Kind.STREAMED:
            figure = each.figure
            groups[figure.dimension, figure.id, window_start(Window.DAY, figure.start)].append(each)
    deltas = [
        Delta(dimension=dimension, id=id_, minute=minute, made_at=now, cause=CAUSE, **fields(part))
        for (dimension, id_, _), group in groups.items()
        for minute, change in _changes(group, now)
        for part in ([max(each, 0) for each in change], [min(each, 0) for each in change])
        if any(part)
    ]
    return sorted(deltas, key=lambda delta: min(numbers(delta)) < 0)


def _changes(group: Sequence[Wrong], now: datetime) -> list[tuple[datetime, Numbers]]:
    """By minute, what makes every total of the group right; nothing where that cannot be."""
    if not all(each.mendable for each in group):
        return []
    wanted = {each.figure: _minus(numbers(each.expected), numbers(each.found)) for each in group}
    changes = [(figure.start, change) for figure, change in wanted.items() if figure.window is Window.MINUTE]
    for window in (Window.HOUR, Window.DAY):
        rest = _rest(window, wanted, changes)
        if any(_open(shorter, start, now) for start, _ in rest for shorter in _shorter(window)):
            return []
        changes += rest
    return changes


def _rest(
    window: Window, wanted: dict[Figure, Numbers], changes: Sequence[tuple[datetime, Numbers]]
) -> list[tuple[datetime, Numbers]]:
    """What the windows lack beyond the changes, by their starts."""
    lacks: defaultdict[datetime, Numbers] = defaultdict(lambda: ZERO)
    for figure, change in wanted.items():
        if figure.window is window:
            lacks[figure.start] = change
    for minute, change in changes:
        start = window_start(window, minute)
        lacks[start] = _minus(lacks[start], change)
    return [(start, lack) for start, lack in lacks.items() if any(lack)]


def _shorter(window: Window) -> tuple[Window, ...]:
    return (Window.MINUTE,) if window is Window.HOUR else (Window.MINUTE, Window.HOUR)


def _open(window: Window, start: datetime, now: datetime) -> bool:
    return now - start < OPEN[window]


def _minus(one: Numbers, other: Numbers) -> Numbers:
    return tuple(a - b for a, b in zip(one, other, strict=True))
