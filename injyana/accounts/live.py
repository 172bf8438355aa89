"""The live totals in Redis of the windows that it still keeps."""

from collections.abc import Iterable
from datetime import datetime

from injyana.accounts.totals import Figure, Totals, without_zeros
from sinks.redis.keys import KEPT
from sinks.redis.reader import Reader


def kept(figures: Iterable[Figure], now: datetime) -> list[Figure]:
    """Those of windows that began recently enough for Redis to hold them."""
    return [figure for figure in figures if figure.start > now - KEPT[figure.window]]


def totals(reader: Reader, figures: Iterable[Figure]) -> Totals:
    """What Redis says of the windows and dimensions of these figures. RedisAway."""
    found: Totals = {}
    for window, start, dimension in {(figure.window, figure.start, figure.dimension) for figure in figures}:
        for id_, measures in reader.totals(window, start, dimension).items():
            found[Figure(window, start, dimension, id_)] = measures
    return without_zeros(found)
