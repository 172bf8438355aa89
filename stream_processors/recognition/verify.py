"""Second stage of a search: how well does the query fit the song where the votes say?"""

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import ITEM_BITS
from stream_processors.recognition.index import Index
from stream_processors.recognition.queries import Queries
from stream_processors.recognition.votes import Candidates

AROUND = np.arange(-2, 3)
"""A query begins between two items of the song; the best fit is on the diagonal with the votes or beside it."""


def fits(index: Index, queries: Queries, found: Candidates) -> NDArray[np.float64]:
    """z of each candidate, the best of the diagonals AROUND it.

    z = (0.5 - BER) * sqrt(sum of weights) over the items of the query that lie within the song, BER being the
    weighted share of their bits that differ: how many standard deviations, in halves, from what chance would give.
    """
    best = np.full(len(found.query), -np.inf)
    for number, segment in enumerate(index.segments):
        here = np.flatnonzero(found.segment == number)
        if not len(here):
            continue
        candidate = np.repeat(here, len(AROUND))
        offset = found.offset[candidate] + np.tile(AROUND, len(here))
        song = found.song[candidate]
        query = found.query[candidate]
        begin = np.maximum(0, -offset)
        end = np.minimum(queries.lengths[query], segment.starts[song + 1] - segment.starts[song] - offset)
        length = np.maximum(end - begin, 0)
        fit = _z(
            queries,
            segment.items,
            queries.starts[query] + begin,
            segment.starts[song] + offset + begin,
            length,
        )
        np.maximum.at(best, candidate, fit)
    return best


def _z(
    queries: Queries,
    items: NDArray[np.uint32],
    query_from: NDArray[np.int64],
    song_from: NDArray[np.int64],
    length: NDArray[np.int64],
) -> NDArray[np.float64]:
    """z of stretches of `length` items: of the queries from `query_from`, of the songs from `song_from`."""
    begins = np.cumsum(length) - length
    step = np.arange(int(length.sum())) - np.repeat(begins, length)
    mine = np.repeat(query_from, length) + step
    theirs = np.repeat(song_from, length) + step
    weight = queries.weight[mine]
    wrong = np.bitwise_count(queries.items[mine] ^ items[theirs]) * weight
    stretch = np.repeat(np.arange(len(length)), length)
    evidence = np.bincount(stretch, weight, minlength=len(length))
    differing = np.bincount(stretch, wrong, minlength=len(length)) / ITEM_BITS
    return np.where(evidence > 0, 0.5 * evidence - differing, 0.0) / np.sqrt(np.maximum(evidence, 1e-9))
