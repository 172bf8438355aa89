"""Where in which song do many items of a query occur, one after the other as in the query?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fingerprinting.lookup.index import GONE, Index
from fingerprinting.lookup.queries import MAX_ITEMS, Queries

MIN_VOTES = 2
"""A lone hit is chance: at 10,000 songs a clip of 15 s has some 1,600 of them."""

CANDIDATES = 8
"""Diagonals of each query that are looked at closely."""

MAX_VOTES = 3 * MAX_ITEMS
"""Of a diagonal and the one beside it."""

_VOTE_BITS = 12
_PLACE_BITS = 10
_SONG_BITS = 34
"""Diagonals of 2^33 items each way."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Items of the queries, and positions in one segment's items at which each is believed to occur."""

    item: NDArray[np.int64]
    position: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Diagonals to look at: query number, segment, song of the segment, its rank, and where in the song the query's
    first item lies (negative where the query begins before the song)."""

    query: NDArray[np.int64]
    segment: NDArray[np.int64]
    song: NDArray[np.int64]
    rank: NDArray[np.int64]
    offset: NDArray[np.int64]

    def of(self, places: NDArray[np.int64]) -> Self:
        """Those at these places."""
        return type(self)(
            self.query[places], self.segment[places], self.song[places], self.rank[places], self.offset[places]
        )


def joined(parts: Sequence[Candidates]) -> Candidates:
    """The candidates of all parts."""
    if not parts:
        empty = np.empty(0, np.int64)
        return Candidates(empty, empty, empty, empty, empty)
    return Candidates(
        np.concatenate([part.query for part in parts]),
        np.concatenate([part.segment for part in parts]),
        np.concatenate([part.song for part in parts]),
        np.concatenate([part.rank for part in parts]),
        np.concatenate([part.offset for part in parts]),
    )


def elected(index: Index, queries: Queries, hits: Sequence[Hits]) -> Candidates:
    """The CANDIDATES diagonals of each query with the most hits, most first; ties by song and offset.

    `hits` are those of each segment. What comes out does not depend on how the songs are spread over segments.
    """
    if not hits:
        return joined([])
    found = np.concatenate([_runs(index, queries, each, number) for number, each in enumerate(hits)], axis=1)
    query, segment, song, rank, offset, votes = found[:, _likely(found[0], found[5])]
    order = np.lexsort((offset, rank, -votes, query))
    query = query[order]
    place = np.arange(len(query)) - np.searchsorted(query, query)
    best = order[place < CANDIDATES]
    return Candidates(query[place < CANDIDATES], segment[best], song[best], rank[best], offset[best])


def _likely(query: NDArray[np.int64], votes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which diagonals have as many votes as the last of their query's CANDIDATES, or more."""
    fewest_last = query << _VOTE_BITS | (MAX_VOTES - votes)
    ordered = np.sort(fewest_last)
    count = np.bincount(query)
    last = np.cumsum(count) - count + np.minimum(count, CANDIDATES) - 1
    return np.flatnonzero(fewest_last <= ordered[last[query]])


def _runs(index: Index, queries: Queries, hits: Hits, number: int) -> NDArray[np.int64]:
    """The diagonals of one segment with enough votes, as rows query, segment, song, rank, offset, votes."""
    segment, ranks = index.segments[number], index.ranks[number]
    place = queries.place[hits.item]
    diagonal = queries.number[hits.item] << _SONG_BITS | (hits.position - place + MAX_ITEMS)
    ordered = _beside_others(np.sort(diagonal << _PLACE_BITS | place))
    line = ordered >> _PLACE_BITS
    first = np.ones(len(line), bool)
    np.not_equal(line[1:], line[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    votes = np.diff(starts, append=len(line))
    line = line[starts]
    beside = np.zeros(len(line), np.int64)
    beside[:-1] = np.where(line[1:] == line[:-1] + 1, votes[1:], 0)
    enough = votes + beside >= MIN_VOTES
    middle = ordered[(starts + votes // 2)[enough]]
    line, votes = line[enough], (votes + beside)[enough]
    diagonal = (line & ((1 << _SONG_BITS) - 1)) - MAX_ITEMS
    song = np.searchsorted(segment.starts, diagonal + (middle & (MAX_ITEMS - 1)), side="right") - 1
    rows = np.stack(
        (line >> _SONG_BITS, np.full(len(line), number), song, ranks[song], diagonal - segment.starts[song], votes)
    )
    return rows[:, rows[3] != GONE]


def _beside_others(ordered: NDArray[np.int64]) -> NDArray[np.int64]:
    """The hits that are not alone on their diagonal and the ones beside it."""
    line = ordered >> _PLACE_BITS
    close = np.zeros(len(line) + 1, bool)
    np.less_equal(line[1:] - line[:-1], 1, out=close[1:-1])
    return ordered[close[1:] | close[:-1]]
