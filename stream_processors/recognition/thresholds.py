"""From what z on a match is believed, by the profile and the length of the query."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernel.events.detections import Profile

LENGTHS = (20, 60, 100, 221)
"""Items of a clip of 5, 10, 15 and 30 s."""

LEAST = {Profile.LINE: (1.25, 1.8, 2.25, 2.7), Profile.MIC: (1.2, 1.5, 1.8, 2.2)}
"""Above the best z that unknown music reached in 7,600 clips of each length and profile (`make eval` counts again):
1.17, 1.78, 1.95 and 2.67 in line, 1.08, 1.36, 1.44 and 1.83 in mic, where bass does not make songs alike."""

MIN_MARGIN = 0.3
"""z above the second song: below it, two songs are equally likely. Two songs of one recording are 0 apart."""


def least_z(items: ArrayLike, profile: Profile) -> NDArray[np.float64]:
    """The least z to believe for queries of so many items.

    Beyond 30 s it grows with the square root of the length, so that the share of bits that may differ stays the same:
    unrelated music agrees in more than half of its bits, and length alone must not carry it over.
    """
    count = np.asarray(items, np.float64)
    return np.interp(count, LENGTHS, LEAST[profile]) * np.sqrt(np.maximum(count / LENGTHS[-1], 1.0))
