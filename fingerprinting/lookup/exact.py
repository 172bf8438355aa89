"""First stage of a search: items whose keys are equal."""

import numpy as np
from numpy.typing import NDArray

from fingerprinting.lookup.index import Index
from fingerprinting.lookup.queries import Queries
from fingerprinting.lookup.segment import keys
from fingerprinting.lookup.votes import Candidates, Hits, elected

MAX_POSTINGS = 1_000
"""A key that occurs more often (silence, held notes) says nothing, and is not looked up."""


def occurrences(index: Index, queries: Queries) -> NDArray[np.int64]:
    """How often each item's key occurs, for items that vote; 0 for those that do not."""
    key = keys(queries.items)
    found = np.zeros(len(key), np.int64)
    for segment in index.segments:
        found += segment.by_key.count(key)
    found[queries.repeated(key) | (found > MAX_POSTINGS)] = 0
    return found


def candidates(index: Index, queries: Queries, counted: NDArray[np.int64]) -> Candidates:
    """The diagonals of each query with the most equal keys; `counted` are the `occurrences` of its items."""
    voting = np.flatnonzero(counted)
    key = keys(queries.items[voting])
    hits = []
    for segment in index.segments:
        which, position = segment.by_key.find(key)
        hits.append(Hits(voting[which], position))
    return elected(index, queries, hits)
