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
    found = np.zeros(len(queries.items), np.int64)
    for segment, gone in zip(index.segments, index.gone, strict=True):
        found += segment.count(queries.items, index.key_bits) - gone.count(queries.items, index.key_bits)
    found[queries.repeated(keys(queries.items, index.key_bits)) | (found > MAX_POSTINGS)] = 0
    return found


def candidates(index: Index, queries: Queries, counted: NDArray[np.int64]) -> Candidates:
    """The diagonals of each query with the most equal keys; `counted` are the `occurrences` of its items."""
    voting = np.flatnonzero(counted)
    hits = []
    for segment in index.segments:
        which, position = segment.find(queries.items[voting], index.key_bits)
        hits.append(Hits(voting[which], position))
    return elected(index, queries, hits)
