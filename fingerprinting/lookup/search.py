"""Which song is it? The search of a batch of fingerprints in one index.

Songs that share exact keys with a query are looked at first. Where none of them is believed, so are songs with items
near the query's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import Items
from fingerprinting.lookup import exact, hamming
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.performance import same_recording
from fingerprinting.lookup.queries import Queries
from fingerprinting.lookup.thresholds import MIN_MARGIN, least_z_beside
from fingerprinting.lookup.verify import far_share, fits, likeness
from fingerprinting.lookup.votes import Candidates, joined
from kernel.ids import SongId

MAX_HITS = 200_000
"""Hits, or items times candidates, handled at once; they stay in the processor's cache. A batch with more is halved."""

_ITEM_COST = 40
"""Every item of a query may be compared on eight candidates, five diagonals each."""


@dataclass(frozen=True, slots=True)
class Match:
    """The song that fits best.

    `z` says how well, `least` what is needed to believe it, `second` how well the next song fits (0 without one).
    `confidence` is z over the z of a perfect copy of the whole query: 1 = every bit agrees, 0 = chance.
    `rival` is the next song. `offset` is the song's item where the query begins, give or take two; negative where it
    begins before the song. `likeness` is the z that the song has at its other places. `same` is False where the
    clip was found to be another performance than the song's recording; at which nobody looks unless z is enough.
    """

    song: SongId
    offset: int
    z: float
    likeness: float
    least: float
    second: float
    rival: SongId | None
    confidence: float
    same: bool

    @property
    def margin(self) -> float:
        return self.z - self.second

    @property
    def strong(self) -> bool:
        """Whether a recording of the catalogue was heard."""
        return self.z >= self.least and self.same

    @property
    def clear(self) -> bool:
        """Whether it can only be this song."""
        return self.margin >= MIN_MARGIN


def search(index: Index, fingerprints: Sequence[Items]) -> list[Match | None]:
    """The best match of each fingerprint, believable or not; None where nothing resembles it."""
    if not fingerprints:
        return []
    queries = Queries.of(fingerprints)
    counted = exact.occurrences(index, queries)
    if len(fingerprints) > 1 and max(int(counted.sum()), len(queries.items) * _ITEM_COST) > MAX_HITS:
        half = len(fingerprints) // 2
        return search(index, fingerprints[:half]) + search(index, fingerprints[half:])
    found = exact.candidates(index, queries, counted)
    z = fits(index, queries, found)
    matches = _best(index, queries, found, z)
    unsettled = [number for number in range(len(fingerprints)) if number not in matches or not matches[number].strong]
    if unsettled:
        near = hamming.candidates(index, queries, np.array(unsettled))
        again = np.flatnonzero(np.isin(found.query, unsettled))
        z = np.concatenate((z[again], fits(index, queries, near)))
        matches |= _best(index, queries, joined([found.of(again), near]), z)
    return [matches.get(number) for number in range(len(fingerprints))]


def _best(index: Index, queries: Queries, found: Candidates, z: NDArray[np.float64]) -> dict[int, Match]:
    """The match of each query that has candidates, which have these z."""
    order = np.lexsort((found.rank, -z, found.query))
    query, rank = found.query[order], found.rank[order]
    numbers, firsts, counts = np.unique(query, return_index=True, return_counts=True)
    others = np.flatnonzero(rank != np.repeat(rank[firsts], counts))
    rivalled, places = np.unique(query[others], return_index=True)
    rivals = dict(zip(rivalled.tolist(), order[others[places]].tolist(), strict=True))
    best = order[firsts]
    likenesses = likeness(index, queries, found.of(best))
    least = least_z_beside(queries.lengths[numbers], index.profile, likenesses)
    enough = np.flatnonzero(z[best] >= least)
    same = dict(zip(enough.tolist(), _same(index, queries, found.of(best[enough])), strict=True))
    perfect = 0.5 * np.sqrt(queries.evidence[numbers])
    matches = {}
    for place, number in enumerate(numbers.tolist()):
        mine, rival = int(best[place]), rivals.get(number)
        matches[number] = Match(
            song=index.songs[found.rank[mine]],
            offset=int(found.offset[mine]),
            z=float(z[mine]),
            likeness=float(likenesses[place]),
            least=float(least[place]),
            second=max(float(z[rival]), 0.0) if rival is not None else 0.0,
            rival=index.songs[found.rank[rival]] if rival is not None else None,
            confidence=min(max(float(z[mine] / perfect[place]), 0.0), 1.0),
            same=same.get(place, True),
        )
    return matches


def _same(index: Index, queries: Queries, found: Candidates) -> list[bool]:
    """Whether each candidate is its song's recording."""
    verdicts = []
    for place, far in enumerate(far_share(index, queries, found).tolist()):
        query = int(found.query[place])
        mine = slice(int(queries.starts[query]), int(queries.starts[query] + queries.lengths[query]))
        song = index.segments[found.segment[place]].items_of(int(found.song[place]))
        offset = int(found.offset[place])
        verdicts.append(same_recording(queries.items[mine], queries.weight[mine], song, offset, far, index.profile))
    return verdicts
