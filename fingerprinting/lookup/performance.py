"""Is it the recording that the song was fingerprinted from, or another performance of the same music?

Both agree in most bits; the bits that differ tell them apart. Noise turns a classifier whose value lay near a border,
by one of its four levels. Another performance puts the value anywhere: it is *far off*, two levels or more. At another
tempo it fits along a way that leans more than a player's tempo control leans. Where something else sounds as well,
somebody talking, a recording is far off too; but it fits its own place far better than the rest of the song, while
another performance fits wherever the chords return, and differs where single notes are heard.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import ITEM_BITS, Items
from fingerprinting.lookup import thresholds
from kernel.events.detections import Profile

CLASSIFIERS: Final = 16

LEANS: Final = np.array(
    [0, *(sign * lean for lean in (0.015, 0.03, 0.035, 0.05, 0.06, 0.08, 0.1, 0.12) for sign in (1, -1))]
)
"""How much faster than the song the query may go, the likeliest first: of ways that fit equally it is taken."""

MOST_LEAN: Final = 0.035
"""Of a recording whose tempo somebody changed, its pitch kept."""

PHASES: Final = np.array([0.0, 0.5])
"""Where between two items of the song the middle of a leaning query may lie."""

LEAST_MOVED: Final = 0.8
"""Items by which a lean must move the ends of the query; one that moves them less is not told from none."""

BLOCKS: Final = 8
"""Parts of the query, each of which is moved as one."""

LONGEST: Final = 242
"""Items that are looked at, 30 s; of a longer query those in the middle."""

AWAY: Final = 12
"""Items, 1.5 s, from which on a place of the song is another one."""

NOTES: Final = (3, 9, 10)
VOICES: Final = (2, 5, 14)
"""Classifiers, from the lowest bits up, that differ more often in another performance than where somebody talks, and
the other way round: of all that differ in 15 s, 21 and 16 % in performances, 15 and 21 % with a voice."""

_LITTLE = 1e-9
_LOWER_BITS = np.uint32(0x55555555)
_NOTES, _VOICES = (np.uint32(sum(1 << 2 * classifier for classifier in some)) for some in (NOTES, VOICES))


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
    apart, of_notes = differences(query, weights, song, found)
    if apart <= thresholds.near(items, profile):
        return True
    return singularity(query, weights, song, found, of_notes) >= thresholds.singular(items, profile)


@dataclass(frozen=True, slots=True)
class Way:
    """How a query goes through a song: so much faster, its middle on this diagonal; with this z, as in verify.py."""

    lean: float
    offset: int
    z: float


def way(query: Items, weights: NDArray[np.float64], song: Items, offset: int) -> Way:
    """The best way of the query through the song whose middle is near that of the diagonal `offset`.

    The query is laid at every shift, and its BLOCKS are summed along each of the LEANS.
    """
    blocks = np.arange(min(BLOCKS, len(query)))
    edges = blocks * len(query) // len(blocks)
    centres = (edges + np.append(edges[1:], len(query)) - len(query)) / 2
    leans = LEANS[(LEANS == 0) | (np.abs(LEANS) * len(query) / 2 >= LEAST_MOVED)]
    leaning = leans[:, None, None] * centres + PHASES[:, None]
    moved = np.rint(leaning).astype(np.int64).reshape(-1, len(blocks))
    reach = int(np.abs(moved).max())
    shifts = np.arange(-2 * (reach + 1), 2 * (reach + 1) + 1)
    place = offset + shifts[:, None] + np.arange(len(query))
    weight = np.where((place >= 0) & (place < len(song)), weights, 0.0)
    differing = np.bitwise_count(query ^ song[np.clip(place, 0, len(song) - 1)])
    agreeing = np.add.reduceat(weight * (0.5 - differing / ITEM_BITS), edges, axis=1)
    evidence = np.add.reduceat(weight, edges, axis=1)
    middles = np.arange(reach, len(shifts) - reach)
    places = middles[:, None] + moved[:, None, :]
    z = agreeing[places, blocks].sum(axis=2) / np.sqrt(np.maximum(evidence[places, blocks].sum(axis=2), _LITTLE))
    lean, shift = np.unravel_index(int(np.argmax(z)), z.shape)
    middle = offset + int(shifts[middles[shift]])
    return Way(lean=float(leans[lean // len(PHASES)]), offset=middle, z=float(z[lean, shift]))


def differences(query: Items, weights: NDArray[np.float64], song: Items, found: Way) -> tuple[float, float]:
    """Along the way, within the song: the weighted share of classifiers that are far off; and of those that differ at
    all, the share that hears NOTES less the share that hears VOICES."""
    place = np.arange(len(query))
    theirs = place + found.offset + np.rint(found.lean * (place - len(query) / 2)).astype(np.int64)
    inside = (theirs >= 0) & (theirs < len(song))
    query, weights, song = query[inside], weights[inside], song[theirs[inside]]
    bits = query ^ song
    differing = (bits | bits >> np.uint32(1)) & _LOWER_BITS
    several, of_notes, of_voices = (
        float(weights @ np.bitwise_count(differing & mask)) for mask in (_LOWER_BITS, _NOTES, _VOICES)
    )
    apart = float(weights @ far_off(query, song)) / (CLASSIFIERS * max(float(weights.sum()), _LITTLE))
    return apart, (of_notes - of_voices) / max(several, _LITTLE)


def singularity(query: Items, weights: NDArray[np.float64], song: Items, found: Way, of_notes: float) -> float:
    """z of the way beyond what the query has at the song's next best place, and beyond what differs in notes."""
    rest = elsewhere(query, weights, song, found.offset)
    return found.z - thresholds.SHARE_ELSEWHERE * rest - thresholds.Z_OF_NOTES * of_notes


def elsewhere(query: Items, weights: NDArray[np.float64], song: Items, offset: int) -> float:
    """The greatest z of the whole query at places of the song AWAY from `offset`; 0 at least."""
    if len(song) < len(query):
        return 0.0
    laid = np.lib.stride_tricks.sliding_window_view(song, len(query))
    other = np.abs(np.arange(len(laid)) - offset) > AWAY
    differing = np.bitwise_count(laid[other] ^ query).astype(np.float32) @ weights.astype(np.float32) / ITEM_BITS
    evidence = max(float(weights.sum()), _LITTLE)
    return float((0.5 * evidence - differing).max(initial=0.0)) / float(np.sqrt(evidence))
