"""From what z on a match is believed, by the length of the query."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

LENGTHS = (60, 100, 221)
"""Items of a clip of 10, 15 and 30 s."""

LEAST = (1.7, 2.25, 2.7)
"""z above which about one in a thousand clips of unknown music is accepted, measured at those lengths."""

MIN_MARGIN = 0.5
"""z above the second song: below it, two songs are equally likely."""


def least_z(items: ArrayLike) -> NDArray[np.float64]:
    """The least z to believe for queries of so many items.

    Beyond 30 s it grows with the square root of the length, so that the share of bits that may differ stays the same:
    unrelated music agrees in more than half of its bits, and length alone must not carry it over.
    """
    count = np.asarray(items, np.float64)
    return np.interp(count, LENGTHS, LEAST) * np.sqrt(np.maximum(count / LENGTHS[-1], 1.0))
