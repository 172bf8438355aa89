"""From what z on a match is believed, by the profile and the length of the query.

Fitted on stretches of 36 pieces of unknown music: those of `make eval`, elsewhere than it looks, and 17 of Debian's
extremetuxracer-data, lincity-ng-data and fretsonfire-songs-*, of which it knows nothing.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernel.events.detections import Profile

LENGTHS = (20, 60, 100, 221)
"""Items of a clip of 5, 10, 15 and 30 s."""

LEAST = {Profile.LINE: (1.25, 1.8, 2.25, 2.7), Profile.MIC: (1.25, 1.75, 2.1, 2.6)}
"""z that is enough by itself. Unknown music reached 1.17, 1.76, 1.95 and 2.57 in line; 1.19, 1.68, 1.90 and 2.50 in
mic."""

LEAST_BEYOND = {Profile.LINE: (1.2, 1.45, 1.6, 1.75), Profile.MIC: (1.15, 1.35, 1.45, 1.7)}
"""z that is enough beyond SHARE_OF_LIKENESS. Unknown music, most of whose z is likeness, reached 1.05, 1.27, 1.40 and
1.52 in line; 1.00, 1.16, 1.26 and 1.47 in mic."""

SHARE_OF_LIKENESS = 0.5
"""How much of the z that the song has at its other places does not count. All of it would cost loops too much."""

SURELY_NEAR = {Profile.LINE: (0.009, 0.025, 0.05, 0.05), Profile.MIC: (0.012, 0.03, 0.08, 0.1)}
NEAR = {Profile.LINE: (0.009, 0.035, 0.05, 0.05), Profile.MIC: (0.012, 0.08, 0.12, 0.125)}
"""Share of classifiers that may be far off (performance.py), of the best diagonal and of the best way. Fitted on 108
composed pieces and their near-misses, which have another melody and, in line from 15 s on, 0.055 or more."""

SINGULAR = {Profile.LINE: (2.0, 1.65, 1.9, 2.65), Profile.MIC: (2.0, 1.6, 1.8, 2.2)}
"""Singularity (performance.py) that is enough although more are far off. The near-misses reached 1.57, 1.81 and 2.53 in
10, 15 and 30 s of line; in 5 s nothing is enough."""

SHARE_ELSEWHERE = 0.5
"""How much of the z that the query has at the song's next best place does not count there."""

Z_OF_NOTES = 4.0
"""z that it takes if only classifiers that hear notes differ."""

MIN_MARGIN = 0.3
"""z above the second song: below it, two songs are equally likely. Two songs of one recording are 0 apart."""


def least_z(items: ArrayLike, profile: Profile) -> NDArray[np.float64]:
    """The least z to believe for queries of so many items, whatever the song is like elsewhere.

    Beyond 30 s it grows with the square root of the length, so that the share of bits that may differ stays the same:
    unrelated music agrees in more than half of its bits, and length alone must not carry it over.
    """
    return _at(items, LEAST[profile])


def least_z_beside(items: ArrayLike, profile: Profile, likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """The least z to believe where the song has z `likeness` at its other places: `least_z`, or less."""
    return np.minimum(least_z(items, profile), _at(items, LEAST_BEYOND[profile]) + SHARE_OF_LIKENESS * likeness)


def surely_near(items: int, profile: Profile) -> float:
    """Up to which share of far-off classifiers a query of so many items is the recording, whatever its way."""
    return float(np.interp(items, LENGTHS, SURELY_NEAR[profile]))


def near(items: int, profile: Profile) -> float:
    """Up to which share it is the recording, if its way does not lean too much."""
    return float(np.interp(items, LENGTHS, NEAR[profile]))


def singular(items: int, profile: Profile) -> float:
    """From which singularity on it is the recording, however many are far off."""
    return float(np.interp(items, LENGTHS, SINGULAR[profile]))


def _at(items: ArrayLike, least: tuple[float, ...]) -> NDArray[np.float64]:
    count = np.asarray(items, np.float64)
    return np.interp(count, LENGTHS, least) * np.sqrt(np.maximum(count / LENGTHS[-1], 1.0))
