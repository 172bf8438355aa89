"""How well does the query fit the song where the votes say, and how well does it fit that song elsewhere?"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import ITEM_BITS, Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.performance import CLASSIFIERS, far_off
from fingerprinting.lookup.queries import Queries
from fingerprinting.lookup.votes import Candidates

AROUND = np.arange(-2, 3)
"""A query begins between two items of the song; the best fit is on the diagonal with the votes or beside it."""


_LITTLE = 1e-9
"""So that no evidence is no fit."""

ELSEWHERE = np.array([-71, -53, -37, -24, 24, 37, 53, 71])
"""Items to other places of the same song: none shares sound with the place itself (an item hears 21), and no beat
brings the music to all of them."""


def fits(index: Index, queries: Queries, found: Candidates) -> NDArray[np.float64]:
    """z of each candidate, the best of the diagonals AROUND it.

    z = (0.5 - BER) * sqrt(sum of weights) over the items of the query that lie within the song, BER being the
    weighted share of their bits that differ: how many standard deviations, in halves, from what chance would give.
    """
    differing, evidence = _compared(index, queries, found, AROUND, _bits)
    agreeing = 0.5 * evidence - differing
    z: NDArray[np.float64] = (agreeing / np.sqrt(np.maximum(evidence, _LITTLE))).max(axis=1, initial=-np.inf)
    return z


def likeness(index: Index, queries: Queries, found: Candidates) -> NDArray[np.float64]:
    """z that each candidate's song has at its other places, ELSEWHERE taken together; 0 at least.

    Unrelated music of one kind agrees in more than half of its bits wherever it is laid; a recording at one place.
    """
    differing, evidence = _compared(index, queries, found, ELSEWHERE, _bits)
    share = (0.5 * evidence - differing).sum(axis=1) / np.maximum(evidence.sum(axis=1), _LITTLE)
    z: NDArray[np.float64] = np.maximum(share, 0.0) * np.sqrt(queries.evidence[found.query])
    return z


def far_share(index: Index, queries: Queries, found: Candidates) -> NDArray[np.float64]:
    """The weighted share of each candidate's classifiers that are far off (performance.py), the least of the diagonals
    AROUND it."""
    far, evidence = _compared(index, queries, found, AROUND, _levels)
    share = np.where(evidence > 0, far / np.maximum(evidence, _LITTLE), 1.0)
    least: NDArray[np.float64] = share.min(axis=1, initial=1.0)
    return least


def _bits(mine: Items, theirs: Items) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.bitwise_count(mine ^ theirs) / ITEM_BITS
    return share


def _levels(mine: Items, theirs: Items) -> NDArray[np.float64]:
    return far_off(mine, theirs) / CLASSIFIERS


def _compared(
    index: Index,
    queries: Queries,
    found: Candidates,
    shifts: NDArray[np.int64],
    difference: Callable[[Items, Items], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each candidate on the diagonal of each shift: the weighted sum of its items' differences, and of weights."""
    differing, evidence = np.zeros((2, len(found.query), len(shifts)))
    for number, segment in enumerate(index.segments):
        here = np.flatnonzero(found.segment == number)
        if not len(here):
            continue
        candidate = np.repeat(here, len(shifts))
        offset = found.offset[candidate] + np.tile(shifts, len(here))
        song = found.song[candidate]
        query = found.query[candidate]
        begin = np.maximum(0, -offset)
        end = np.minimum(queries.lengths[query], segment.starts[song + 1] - segment.starts[song] - offset)
        length = np.maximum(end - begin, 0)
        mine = _stretches(queries.starts[query] + begin, length)
        theirs = _stretches(segment.starts[song] + offset + begin, length)
        weight = queries.weight[mine]
        wrong = difference(queries.items[mine], segment.items[theirs]) * weight
        stretch = np.repeat(np.arange(len(length)), length)
        differing[here] = np.bincount(stretch, wrong, minlength=len(length)).reshape(len(here), -1)
        evidence[here] = np.bincount(stretch, weight, minlength=len(length)).reshape(len(here), -1)
    return differing, evidence


def _stretches(begins: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of stretches of so many items, one stretch after the other."""
    before = np.cumsum(length) - length
    places: NDArray[np.int64] = np.arange(int(length.sum())) + np.repeat(begins - before, length)
    return places
