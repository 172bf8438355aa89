"""Which rows are learned from, and which calibrate what the others taught: by source, since its rows resemble."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

MOST_OF_A_SOURCE = 80
"""Rows of one source that are learned from: its profile changes slowly, and a farm that reports much must not become
the norm by that."""
MOST_ROWS = 30_000
"""Learned from at most; more make the histograms no better, and the training longer."""
FOLDS = 2

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def sample(sources: Numbers, first: Mask, seed: int) -> Numbers:
    """Row numbers in order: of each source some by chance, those marked `first` before others, MOST_ROWS at most."""
    chance = np.random.default_rng(seed).random(len(sources))
    order = np.lexsort((chance, ~first, sources))
    of = sources[order]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if len(of) else np.empty(0, dtype=np.int64)
    rank = np.arange(len(of)) - np.repeat(starts, np.diff(np.append(starts, len(of))))
    some = order[rank < MOST_OF_A_SOURCE]
    if len(some) > MOST_ROWS:
        some = some[np.lexsort((chance[some], ~first[some]))[:MOST_ROWS]]
    return np.sort(some)


def split(sources: Numbers, seed: int) -> Iterator[Mask]:
    """FOLDS times the rows to learn from; what is left out of each, whole sources, together is everything."""
    distinct, number = np.unique(sources, return_inverse=True)
    fold = np.random.default_rng(seed).permutation(len(distinct)) % FOLDS
    for out in range(FOLDS):
        yield fold[number] != out
