"""Songs that were never played, as many as wanted, with the statistics of real ones' items.

An item's 16 classifiers are Gaussian values cut into four levels: as often in each level as real music's, with the
correlations that they have from song to song and from item to item, and so changing from one item to the next. Real
music has quiet places too, where all songs are alike: as many items are those that real pieces have in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.stats import norm

from fingerprinting.compressed import Items

CLASSIFIERS = 16
PERSISTENCE = 0.95
"""Correlation of a value with the next: then 3.7 bits of 32 change from item to item, as in real pieces (3.8)."""
HELD = 3
"""Items that a quiet moment lasts."""
SHARED_BITS = 24
"""Items of two pieces are alike where so many of their upper bits are equal."""

_SHIFTS = np.arange(30, -1, -2, dtype=np.uint32)
_LEVEL_OF_CODE = np.array([0, 1, 3, 2])

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What real pieces' items are like.

    `borders` are the three between a classifier's levels; `song` and `moment` the roots of the covariances between
    songs and within them; `shared` items that several pieces have, `quiet` how much of the music they are.
    """

    borders: NDArray[np.float64]
    song: Values
    moment: Values
    shared: Items
    quiet: float

    @classmethod
    def of(cls, pieces: Sequence[Items]) -> Self:
        """The statistics of these pieces."""
        levels = [_LEVEL_OF_CODE[(items[:, None] >> _SHIFTS) & 3] for items in pieces]
        every = np.concatenate(levels)
        below = np.stack([(every <= level).mean(axis=0) for level in range(3)])
        borders = norm.ppf(below)
        edge = np.zeros((1, CLASSIFIERS))
        density = np.concatenate((edge, norm.pdf(borders), edge))
        means = -np.diff(density, axis=0) / np.diff(np.concatenate((edge, below, edge + 1)), axis=0)
        values = [np.take_along_axis(means, each, axis=0) for each in levels]
        between = np.cov(np.stack([each.mean(axis=0) for each in values]).T)
        within = np.mean([np.cov(each.T) for each in values], axis=0)
        scale = np.sqrt(np.diag(between + within))
        scaling = np.outer(scale, scale)
        shared = _shared(pieces)
        return cls(borders, _root(between / scaling), _root(within / scaling), shared, len(shared) / len(every))

    def values(self, songs: int, items: int, generator: np.random.Generator) -> Values:
        """What the classifiers of so many songs see: songs x items x classifiers."""
        noise = generator.standard_normal((songs, items, CLASSIFIERS), dtype=np.float32)
        noise[:, 1:] *= np.float32(np.sqrt(1 - PERSISTENCE**2))
        moving = lfilter(np.ones(1, np.float32), np.array([1.0, -PERSISTENCE], np.float32), noise, axis=1)
        own = generator.standard_normal((songs, 1, CLASSIFIERS), dtype=np.float32)
        seen: Values = moving @ self.moment.T + own @ self.song.T
        return seen

    def items(self, values: Values) -> Items:
        """The items of such values: songs x items."""
        low, middle, high = self.borders.astype(np.float32)
        bits = np.empty((*values.shape, 2), bool)
        bits[..., 0] = values > middle
        bits[..., 1] = (values > low) & (values <= high)
        packed = np.packbits(bits.reshape(*values.shape[:2], 2 * CLASSIFIERS), axis=-1)
        items: Items = packed.view(">u4")[..., 0].astype(np.uint32)
        return items

    def quietened(self, items: Items, generator: np.random.Generator) -> Items:
        """The songs with quiet moments, which all songs have."""
        songs, length = items.shape
        moments = generator.random((songs, length // HELD)) < self.quiet
        silence = generator.choice(self.shared, moments.shape)
        held = length // HELD * HELD
        items[:, :held] = np.where(np.repeat(moments, HELD, axis=1), np.repeat(silence, HELD, axis=1), items[:, :held])
        return items


def noise(values: Values, deviation: float, generator: np.random.Generator) -> Values:
    """The values as they are heard through noise, whose own are so many standard deviations of music's."""
    heard: Values = values + np.float32(deviation) * generator.standard_normal(values.shape, dtype=np.float32)
    return heard


def meetings(pieces: Sequence[Items], bits: int) -> float:
    """How many pairs of items of two pieces there are to one whose upper bits are equal."""
    size = 1 << bits
    counts = np.zeros(size)
    same = length = squares = 0.0
    for items in pieces:
        key, count = np.unique(items >> np.uint32(32 - bits), return_counts=True)
        counts[key] += count
        same += float((count.astype(float) ** 2).sum())
        length += len(items)
        squares += len(items) ** 2
    return float((length**2 - squares) / max((counts**2).sum() - same, 1.0))


def _shared(pieces: Sequence[Items]) -> Items:
    """The items whose upper bits are those of an item of another piece too."""
    keys = [np.unique(items >> np.uint32(32 - SHARED_BITS)) for items in pieces]
    key, count = np.unique(np.concatenate(keys), return_counts=True)
    every = np.concatenate(list(pieces))
    shared: Items = every[np.isin(every >> np.uint32(32 - SHARED_BITS), key[count > 1])]
    return shared


def _root(covariance: NDArray[np.float64]) -> Values:
    strength, direction = np.linalg.eigh(covariance)
    root: Values = (direction * np.sqrt(np.maximum(strength, 0))).astype(np.float32)
    return root
