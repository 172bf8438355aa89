"""From raw scores to the share of honest plays that look at least as odd: a monotone curve with a smooth tail.

The curve is kept in bits: b bits are a share of 2**-b, and between whole bits the share goes down in a straight line.
So reading it takes sums, products and powers of two only, which every processor rounds alike.
"""

from dataclasses import dataclass, field

import numpy as np

from stream_processors.fraud.models.sums import Floats

MOST_BITS = 60.0
"""The rarest share that is told apart, about one in 10**18."""

MIDDLE_BITS = 10.0
"""A play as odd as one honest play in a thousand (2**-10) has the score one half."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Raw scores `at`, rising, their `bits`, never falling, and the bits that a unit of raw score beyond the last adds.

    At and below the first raw score the bits are those of the first.
    """

    at: Floats
    bits: Floats
    beyond: float
    _slope: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        slope = np.append(np.diff(self.bits) / np.diff(self.at), self.beyond)
        object.__setattr__(self, "_slope", slope)

    def read(self, raw: Floats) -> Floats:
        """The bits of raw scores, at most MOST_BITS."""
        place = np.searchsorted(self.at, raw, side="right")
        place -= 1
        np.maximum(place, 0, out=place)
        out = raw - self.at.take(place)
        np.maximum(out, 0.0, out=out)
        out *= self._slope.take(place)
        out += self.bits.take(place)
        np.minimum(out, MOST_BITS, out=out)
        return out


def tail_of(bits: Floats) -> Floats:
    """The share that bits stand for, in (0, 1]."""
    whole = np.floor(bits)
    part = bits - whole
    part *= -0.5
    part += 1.0
    tail: Floats = np.ldexp(part, -whole.astype(np.int32))
    return tail


def bits_of(tail: Floats) -> Floats:
    """The other way round, for fitting: shares in (0, 1] to bits."""
    fraction, exponent = np.frexp(tail)
    whole = np.where(fraction == 0.5, 1 - exponent, -exponent)
    bits: Floats = whole + 2.0 * (1.0 - np.ldexp(tail, whole))
    return bits


def score_of(bits: Floats) -> Floats:
    """0 for the most ordinary play, one half at MIDDLE_BITS, towards 1 for what no honest play resembles."""
    square = bits * bits
    return square / (square + MIDDLE_BITS * MIDDLE_BITS)
