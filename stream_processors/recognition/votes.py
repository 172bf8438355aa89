"""First stage of a search: where in which song do many items of a query occur, one after the other as in the query?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stream_processors.recognition.index import GONE, Index
from stream_processors.recognition.queries import MAX_ITEMS, Queries
from stream_processors.recognition.segment import keys

MIN_VOTES = 2
"""A lone hit is chance: at 10,000 songs a clip of 15 s has some 1,600 of them."""

CANDIDATES = 8
"""Diagonals of each query that are looked at closely."""

MAX_POSTINGS = 1_000
"""A key that occurs more often (silence, held notes) says nothing, and is not looked up."""

_SONG_BITS = 34
"""Diagonals of 2^33 items each way."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Diagonals to look at: query number, segment, song of the segment, its rank, and where in the song the query's
    first item lies (negative where the query begins before the song)."""

    query: NDArray[np.int64]
    segment: NDArray[np.int64]
    song: NDArray[np.int64]
    rank: NDArray[np.int64]
    offset: NDArray[np.int64]


def postings(index: Index, queries: Queries) -> NDArray[np.int64]:
    """How often each item's key occurs, for items that vote; 0 for those that do not.

    An item with the key of the one before it does not vote: what stands still would vote for everything that does.
    """
    key = keys(queries.items)
    found = np.zeros(len(key), np.int64)
    for segment in index.segments:
        found += segment.pointers[key + 1] - segment.pointers[key]
    repeated = np.zeros(len(key), bool)
    repeated[1:] = (key[1:] == key[:-1]) & (queries.place[1:] > 0)
    found[repeated | (found > MAX_POSTINGS)] = 0
    return found


def candidates(index: Index, queries: Queries) -> Candidates:
    """The CANDIDATES diagonals of each query with the most votes, most first; ties by song and offset.

    What comes out does not depend on how the songs are spread over segments.
    """
    voting = np.flatnonzero(postings(index, queries))
    found = [_runs(index, queries, voting, number) for number in range(len(index.segments))]
    if not found:
        empty = np.empty(0, np.int64)
        return Candidates(empty, empty, empty, empty, empty)
    query, segment, song, rank, offset, votes = np.concatenate(found, axis=1)
    order = np.lexsort((offset, rank, -votes, query))
    query = query[order]
    place = np.arange(len(query)) - np.searchsorted(query, query)
    best = order[place < CANDIDATES]
    return Candidates(query[place < CANDIDATES], segment[best], song[best], rank[best], offset[best])


def _runs(index: Index, queries: Queries, voting: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """The diagonals of one segment with enough votes, as rows query, segment, song, rank, offset, votes."""
    segment, ranks = index.segments[number], index.ranks[number]
    key = keys(queries.items[voting])
    first = segment.pointers[key]
    count = segment.pointers[key + 1] - first
    begins = np.cumsum(count) - count
    hit = np.repeat(voting, count)
    where = segment.postings[np.arange(len(hit)) + np.repeat(first - begins, count)].astype(np.int64)
    place = queries.place[hit]
    hits = np.sort((queries.number[hit] << _SONG_BITS | (where - place + MAX_ITEMS)) * MAX_ITEMS + place)
    line = hits // MAX_ITEMS
    starts = np.flatnonzero(np.concatenate(([True], line[1:] != line[:-1]))) if len(line) else np.empty(0, np.int64)
    votes = np.diff(np.concatenate((starts, [len(line)])))
    line = line[starts]
    beside = np.zeros(len(line), np.int64)
    beside[:-1] = np.where(line[1:] == line[:-1] + 1, votes[1:], 0)
    enough = votes + beside >= MIN_VOTES
    middle = hits[(starts + votes // 2)[enough]]
    line, votes = line[enough], (votes + beside)[enough]
    diagonal = (line & ((1 << _SONG_BITS) - 1)) - MAX_ITEMS
    song = np.searchsorted(segment.starts, diagonal + middle % MAX_ITEMS, side="right") - 1
    rows = np.stack(
        (line >> _SONG_BITS, np.full(len(line), number), song, ranks[song], diagonal - segment.starts[song], votes)
    )
    return rows[:, rows[3] != GONE]
