"""Is it the recording that the song was fingerprinted from, or another performance of the same music?

Both agree in most bits; the bits that differ tell them apart. Noise turns a classifier whose value lay near a border,
by one of its four levels. Another performance puts the value anywhere: it is *far off*, two levels or more. At another
tempo it fits along a way that leans more than a player's tempo control leans. Where something else sounds as well,
somebody talking, a recording is far off too; but it fits its own place far better than the rest of the song, while
another performance fits wherever the chords return.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import ITEM_BITS, Items
from fingerprinting.lookup import thresholds
from kernel.events.detections import Profile

CLASSIFIERS: Final = 16

LEANS: Final = np.array([-0.12, -0.1, -0.08, -0.06, -0.05, -0.03, -0.015, 0, 0.015, 0.03, 0.05, 0.06, 0.08, 0.1, 0.12])
"""How much faster than the song the query may go."""

MOST_LEAN: Final = 0.03
"""Of a recording whose tempo somebody changed, its pitch kept."""

LEAST_MOVED: Final = 1.5
"""Items by which a lean must move the ends of the query; one that moves them less is not told from none."""

BLOCKS: Final = 8
"""Parts of the query, each of which is moved as one."""

LONGEST: Final = 242
"""Items that are looked at, 30 s; of a longer query those in the middle."""

AWAY: Final = 12
"""Items, 1.5 s, from which on a place of the song is another one."""

_LITTLE = 1e-9
_LOWER_BITS = np.uint32(0x55555555)


def far_off(one: Items, other: Items) -> NDArray[np.uint8]:
    """How many of each item's 16 classifiers lie two levels or more apart.

    A level's two bits are its Gray code: 00, 01, 11, 10. Two levels lie so far apart where their sides, the upper bits,
    differ, unless both are in the middle, which the lower bits say.
    """
    apart: NDArray[np.uint8] = np.bitwise_count(((one ^ other) >> np.uint32(1)) & ~(one & other) & _LOWER_BITS)
    return apart


def same_recording(
    query: Items, weights: NDArray[np.float64], song: Items, offset: int, far: float, profile: Profile
) -> bool:
    """Whether the query is the song's recording. It begins at about item `offset` of the song, negative before it; each
    item has its weight, and on the diagonal `far` of their classifiers are far off."""
    items = min(len(query), LONGEST)
    if far <= thresholds.surely_near(items, profile):
        return True
    begin = (len(query) - items) // 2
    middle = slice(begin, begin + items)
    query, weights, offset = query[middle], weights[middle], offset + begin
    found = way(query, weights, song, offset)
    if abs(found.lean) > MOST_LEAN:
        return False
    if found.far <= thresholds.near(items, profile):
        return True
    return found.z - thresholds.SHARE_ELSEWHERE * elsewhere(query, weights, song, offset) >= thresholds.singular(
        items, profile
    )


@dataclass(frozen=True, slots=True)
class Way:
    """How a query goes through a song: so much faster; z as in verify.py; the share of classifiers far off."""

    lean: float
    z: float
    far: float


def way(query: Items, weights: NDArray[np.float64], song: Items, offset: int) -> Way:
    """The best way of the query through the song whose middle is near that of the diagonal `offset`.

    The query is laid at every shift, and its BLOCKS are summed along each of the LEANS.
    """
    blocks = np.arange(min(BLOCKS, len(query)))
    edges = blocks * len(query) // len(blocks)
    centres = (edges + np.append(edges[1:], len(query)) - len(query)) / 2
    leans = LEANS[(LEANS == 0) | (np.abs(LEANS) * len(query) / 2 >= LEAST_MOVED)]
    moved = np.rint(leans[:, None] * centres).astype(np.int64)
    reach = int(np.abs(moved).max())
    shifts = np.arange(-2 * (reach + 1), 2 * (reach + 1) + 1)
    agreeing, apart, evidence = _laid(query, weights, song, offset + shifts, edges)
    places = np.arange(reach, len(shifts) - reach)[:, None] + moved[:, None, :]
    total = np.maximum(evidence[places, blocks].sum(axis=2), _LITTLE)
    z = agreeing[places, blocks].sum(axis=2) / np.sqrt(total)
    best = np.unravel_index(int(np.argmax(z)), z.shape)
    far = apart[places[best], blocks].sum() / total[best]
    return Way(lean=float(leans[best[0]]), z=float(z[best]), far=float(far))


def _laid(
    query: Items, weights: NDArray[np.float64], song: Items, offsets: NDArray[np.int64], edges: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """At each offset, of each block of the query from one edge to the next, as far as it lies within the song:
    (0.5 - BER) * sum of weights, the share far off * sum of weights, and the sum of weights."""
    place = offsets[:, None] + np.arange(len(query))
    weight = np.where((place >= 0) & (place < len(song)), weights, 0.0)
    theirs = song[np.clip(place, 0, len(song) - 1)]
    agreeing = weight * (0.5 - np.bitwise_count(query ^ theirs) / ITEM_BITS)
    apart = weight * far_off(query, theirs) / CLASSIFIERS
    sums = [np.add.reduceat(each, edges, axis=1) for each in (agreeing, apart, weight)]
    return sums[0], sums[1], sums[2]


def elsewhere(query: Items, weights: NDArray[np.float64], song: Items, offset: int) -> float:
    """The greatest z of the whole query at places of the song AWAY from `offset`; 0 at least."""
    if len(song) < len(query):
        return 0.0
    laid = np.lib.stride_tricks.sliding_window_view(song, len(query))
    other = np.abs(np.arange(len(laid)) - offset) > AWAY
    differing = np.bitwise_count(laid[other] ^ query).astype(np.float32) @ weights.astype(np.float32) / ITEM_BITS
    evidence = max(float(weights.sum()), _LITTLE)
    return float((0.5 * evidence - differing).max(initial=0.0)) / float(np.sqrt(evidence))
