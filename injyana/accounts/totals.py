"""Totals by (dimension, id, window, start), and where two sets of them differ: pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from kernel.events.aggregates import Dimension, Measures, Window


class Figure(NamedTuple):
    """What a total is of."""

    window: Window
    start: datetime
    dimension: Dimension
    id: str


Totals = dict[Figure, Measures]

MEASURES = tuple(field.name for field in msgspec.structs.fields(Measures))


class Difference(NamedTuple):
    """A figure on which two sets of totals do not agree."""

    figure: Figure
    expected: Measures
    found: Measures


NOTHING = Measures()


def differences(expected: Mapping[Figure, Measures], found: Mapping[Figure, Measures]) -> list[Difference]:
    """Every figure that differs; one that is missing counts as zeros."""
    return [
        Difference(figure, expected.get(figure, NOTHING), found.get(figure, NOTHING))
        for figure in sorted(expected.keys() | found.keys())
        if expected.get(figure, NOTHING) != found.get(figure, NOTHING)
    ]


def of_windows(totals: Mapping[Figure, Measures], windows: Iterable[Window]) -> Totals:
    """Those of some windows."""
    wanted = frozenset(windows)
    return {figure: measures for figure, measures in totals.items() if figure.window in wanted}


def without_zeros(totals: Mapping[Figure, Measures]) -> Totals:
    """A total of zeros is the same as none: a revision may have emptied it."""
    return {figure: measures for figure, measures in totals.items() if measures != NOTHING}
