"""Second stage of a search, for queries that the first did not settle: items that differ in few bits.

Two items are near each other when their sides (segment.py) are equal and NEAR_BITS of their 32 bits at most differ.
"""

import numpy as np
from numpy.typing import NDArray

from fingerprinting.lookup.index import Index
from fingerprinting.lookup.queries import Queries
from fingerprinting.lookup.segment import lows, sides
from fingerprinting.lookup.votes import Candidates, Hits, elected, joined

NEAR_BITS = 5
"""Of the 16 lower bits, eight of which differ by chance; music heard through noise has four wrong."""

MOST_LOOKED_AT = 20_000
"""Items of the index that one query is compared with, so that its time is bounded: its rarest sides first, which say
most."""

MOST_AMONG_MANY = 100_000
"""The same among many songs, where each side occurs so much oftener: three milliseconds. Of 100,000 songs' clips with
22 % of their bits wrong 51 % are found so, 15 % with the other limit."""

AT_ONCE = 4
"""Queries looked up together; they stay in the processor's cache."""


def candidates(index: Index, queries: Queries, unsettled: NDArray[np.int64]) -> Candidates:
    """The diagonals of the queries of these numbers, in rising order, with the most items near each other."""
    parts = [unsettled[start : start + AT_ONCE] for start in range(0, len(unsettled), AT_ONCE)]
    return joined([elected(index, queries, _hits(index, queries, part)) for part in parts])


def _hits(index: Index, queries: Queries, numbers: NDArray[np.int64]) -> list[Hits]:
    """Where, in each segment, items lie near those of these queries that vote."""
    wanted = np.zeros(len(queries.lengths), bool)
    wanted[numbers] = True
    voting = _voting(index, queries, np.flatnonzero(wanted[queries.number]))
    items = queries.items[voting]
    key, low = sides(items), lows(items)
    hits = []
    for segment in index.segments:
        which, place = segment.by_sides.places(key)
        near = np.flatnonzero(np.bitwise_count(low[which] ^ segment.side_lows[place]) <= NEAR_BITS)
        hits.append(Hits(voting[which[near]], segment.by_sides.positions[place[near]].astype(np.int64)))
    return hits


def _voting(index: Index, queries: Queries, items: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the items that vote: not the sides of the item before; the rarest, up to the most."""
    items = items[~queries.repeated(sides(queries.items))[items]]
    key = sides(queries.items[items])
    count = np.zeros(len(items), np.int64)
    for segment, gone in zip(index.segments, index.gone, strict=True):
        count += segment.by_sides.count(key) - gone.count_sides(key)
    items, count = items[count > 0], count[count > 0]
    order = np.lexsort((items, count, queries.number[items]))
    items, count = items[order], count[order]
    total = np.cumsum(count)
    number = queries.number[items]
    before = (total - count)[np.searchsorted(number, number)]
    return items[total - before <= (MOST_AMONG_MANY if index.many else MOST_LOOKED_AT)]
