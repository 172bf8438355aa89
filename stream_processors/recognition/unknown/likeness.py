"""Which unrecognised hearings are of one recording: pure.

Two hearings of one recording overlap only partly, and one hearing may hold the end of a song and the beginning of the
next. Two are of one recording where they agree along one diagonal over MOST of the longer of the two: of two songs in
one hearing at most one has more than half of it, so no such hearing ties them together. A clip and a hearing longer
than CLIP, a whole broadcast say, are of one recording where NEARLY_ALL of the clip agrees.

Two clips that agree over less, but to the end of the one and from the beginning of the other, overlap. So do mostly
those of one recording; where a clip holds two songs, agreement ends at the cut, which is seldom the end of the other
clip. What overlaps is said (`firm` is false), and grouping.py decides.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import ITEM_BITS, Items
from fingerprinting.lookup import exact, hamming
from fingerprinting.lookup.diagonal import Heard, Walk, walk
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.queries import Queries
from fingerprinting.lookup.thresholds import least_z
from fingerprinting.lookup.verify import fits
from fingerprinting.lookup.votes import Candidates, joined
from kernel.ids import SongId

CLIP = 242
"""Items, 30 s: longer hearings are searched for in pieces of it."""
LEAST_ITEMS = 40
"""5 s: what agrees over less says nothing."""
MOST = 0.6
"""Half, and what the items that hear both songs may add to it."""
NEARLY_ALL = 0.9
AT_ENDS = 8
"""Items, 1 s, that an overlap may lack at each end."""
SURER = 1.1
"""How much more z is needed than to believe a song: there are as many rivals as hearings, and no margin over them."""


@dataclass(frozen=True, slots=True)
class Link:
    """Hearing `one` begins at item `offset` of hearing `other`, and agrees with it over `share` of the longer one.

    `firm` where that alone says that they are of one recording; else they overlap.
    """

    one: SongId
    other: SongId
    offset: int
    share: float
    z: float
    firm: bool = True


def needed(one: int, other: int) -> int:
    """Over how many items two hearings of so many items must agree."""
    short, long = sorted((one, other))
    most = math.ceil(MOST * long)
    return max(LEAST_ITEMS, most if long <= CLIP or most <= short else math.ceil(NEARLY_ALL * short))


def touching(_one: int, _other: int) -> int:
    """Over how many items two hearings must agree for somebody to look whether they are of one recording."""
    return LEAST_ITEMS


def links(index: Index, hearings: Mapping[SongId, Items], enough: Callable[[int, int], int] = needed) -> list[Link]:
    """Which other hearings of the index each of these agrees with over `enough` items, or overlaps; of each pair the
    best fit.

    In the order of `one`, the best first.
    """
    pieces = [
        (hearing, begin, items[begin : begin + CLIP])
        for hearing, items in hearings.items()
        for begin in range(0, max(len(items), 1), CLIP)
    ]
    if not pieces:
        return []
    queries = Queries.of([items for _, _, items in pieces])
    found, z = _candidates(index, queries)
    best: dict[tuple[SongId, SongId], Link] = {}
    heard = {hearing: Heard.of(items) for hearing, items in hearings.items()}
    for place in np.argsort(-z, kind="stable"):
        one, begin, items = pieces[int(found.query[place])]
        other = index.songs[int(found.rank[place])]
        if one == other or (one, other) in best:
            continue
        link = _link(index, heard[one], one, other, begin, len(items), begin - int(found.offset[place]), enough)
        if link is not None:
            best[one, other] = link
    return sorted(best.values(), key=lambda link: (link.one, -link.z, link.other))


def _candidates(index: Index, queries: Queries) -> tuple[Candidates, NDArray[np.float64]]:
    """Where to look closely, and how well it fits there: all that fits half as long a query would have to."""
    counted = exact.occurrences(index, queries)
    numbers = np.arange(len(queries.lengths))
    found = joined([exact.candidates(index, queries, counted), hamming.candidates(index, queries, numbers)])
    z = fits(index, queries, found)
    likely = np.flatnonzero(z >= least_z(queries.lengths[found.query] // 2, index.profile))
    return found.of(likely), z[likely]


def _link(
    index: Index,
    heard: Heard,
    one: SongId,
    other: SongId,
    begin: int,
    length: int,
    diagonal: int,
    enough: Callable[[int, int], int],
) -> Link | None:
    """The two as one recording on about this diagonal; None where they are not."""
    items = index.items_of(other)
    way = walk(heard, items, begin, begin + length, diagonal)
    extent = way.end - way.begin
    firm = extent >= enough(len(heard.items), len(items))
    if not firm and not _overlap(way, len(heard.items), len(items)):
        return None
    z = _z(heard, items, way)
    if z < SURER * float(least_z(extent, index.profile)):
        return None
    share = extent / max(len(heard.items), len(items))
    return Link(one, other, -int(way.diagonals[extent // 2]), share, z, firm)


def _overlap(way: Walk, one: int, other: int) -> bool:
    """Whether two clips of so many items agree wherever both of them are, on this way, and long enough."""
    if max(one, other) > CLIP or way.end - way.begin < LEAST_ITEMS:
        return False
    begins = way.begin - max(0, int(way.diagonals[0]))
    ends = min(one, other + int(way.diagonals[-1])) - way.end
    return begins <= AT_ENDS and ends <= AT_ENDS


def _z(heard: Heard, items: Items, way: Walk) -> float:
    """z, as in fingerprinting/lookup/verify.py, along the whole way."""
    place = np.arange(way.begin, way.end)
    weights = heard.weights[place]
    differing = np.bitwise_count(heard.items[place] ^ items[place - way.diagonals]) / ITEM_BITS
    return float((weights * (0.5 - differing)).sum() / np.sqrt(weights.sum()))
