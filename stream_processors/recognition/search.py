"""Which song is it? The search of a batch of fingerprints in one index.

Songs that share exact keys with a query are looked at first. Where none of them is believed, so are songs with items
near the query's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fingerprinting.compressed import Items
from kernel.ids import SongId
from stream_processors.recognition import exact, hamming
from stream_processors.recognition.index import Index
from stream_processors.recognition.queries import Queries
from stream_processors.recognition.thresholds import MIN_MARGIN, least_z
from stream_processors.recognition.verify import fits
from stream_processors.recognition.votes import joined

MAX_HITS = 4_000_000
"""Hits, or items times candidates, handled at once; some 300 MB. A batch with more is halved."""

_ITEM_COST = 40
"""Every item of a query may be compared on eight candidates, five diagonals each."""


@dataclass(frozen=True, slots=True)
class Match:
    """The song that fits best.

    `z` says how well, `least` what is needed to believe it, `second` how well the next song fits (0 without one).
    `confidence` is z over the z of a perfect copy of the whole query: 1 = every bit agrees, 0 = chance.
    `rival` is the next song. `offset` is the song's item where the query begins, give or take two; negative where it
    begins before the song.
    """

    song: SongId
    offset: int
    z: float
    least: float
    second: float
    rival: SongId | None
    confidence: float

    @property
    def margin(self) -> float:
        return self.z - self.second

    @property
    def strong(self) -> bool:
        """Whether something of the catalogue was heard."""
        return self.z >= self.least

    @property
    def clear(self) -> bool:
        """Whether it can only be this song."""
        return self.margin >= MIN_MARGIN


def search(index: Index, fingerprints: Sequence[Items]) -> list[Match | None]:
    """The best match of each fingerprint, believable or not; None where nothing resembles it."""
    if not fingerprints:
        return []
    queries = Queries.of(fingerprints)
    if len(fingerprints) > 1 and _cost(index, queries) > MAX_HITS:
        half = len(fingerprints) // 2
        return search(index, fingerprints[:half]) + search(index, fingerprints[half:])
    least = least_z(queries.lengths, index.profile)
    same = exact.candidates(index, queries)
    same_fit = fits(index, queries, same)
    settled = same.query[same_fit >= least[same.query]]
    near = hamming.candidates(index, queries, np.setdiff1d(np.arange(len(fingerprints)), settled))
    found, fit = joined([same, near]), np.concatenate((same_fit, fits(index, queries, near)))
    order = np.lexsort((found.rank, -fit, found.query))
    perfect = 0.5 * np.sqrt(queries.evidence)
    matches: list[Match | None] = [None] * len(fingerprints)
    query, rank, z = found.query[order].tolist(), found.rank[order].tolist(), fit[order].tolist()
    offset = found.offset[order].tolist()
    place = 0
    while place < len(query):
        number, best = query[place], place
        rival = None
        while place < len(query) and query[place] == number:
            if rival is None and rank[place] != rank[best]:
                rival = place
            place += 1
        matches[number] = Match(
            song=index.songs[rank[best]],
            offset=offset[best],
            z=z[best],
            least=float(least[number]),
            second=max(z[rival], 0.0) if rival is not None else 0.0,
            rival=index.songs[rank[rival]] if rival is not None else None,
            confidence=min(max(z[best] / float(perfect[number]), 0.0), 1.0),
        )
    return matches


def _cost(index: Index, queries: Queries) -> int:
    return max(int(exact.occurrences(index, queries).sum()), len(queries.items) * _ITEM_COST)
