"""Forward decay: a play weighs 2 ** ((its time - landmark) / half-life), for ever.

Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009. What a sum is worth at a moment is the sum over the
moment's own weight, so a late play counts as if it had come in time, and no order is better than another. The landmark
moves by whole half-lives only: what is kept is then multiplied by a power of two, which loses nothing.
"""

from math import exp2
from typing import Final

HALF_LIFE_MS: Final = 2 * 86_400_000
"""Milliseconds in which a play's weight halves: of what was a week ago a twelfth is left, so that a week's rhythm is
seen and last week's playlist is forgiven."""

FORGOTTEN: Final = 60
"""Half-lives (120 days) after which a play's weight is not worth a bit of a sum any more."""

LEAST: Final = exp2(-FORGOTTEN)
"""What counts for less counts for nothing."""

LN2_A_DAY: Final = 0.34657359027997264
"""ln 2 over the half-life in days: a steady source of n plays a day has a decayed count of n over this."""


def weight_of(at_ms: int, landmark: int) -> float:
    """What a play of that moment weighs: 1 to 2 within the landmark's own half-life, less before.

    The landmark is the number of a half-life, counted from 1970.
    """
    halvings = at_ms / HALF_LIFE_MS - landmark
    return exp2(halvings) if halvings > -FORGOTTEN else 0.0


def moved(landmarks: int) -> float:
    """What everything kept is to be multiplied by when the landmark moves by that many half-lives; 0.0: forgotten."""
    return exp2(-landmarks) if landmarks < FORGOTTEN else 0.0
