"""Where in the audio a song begins and ends, once a window of it was recognised.

Audio and song are two rows of items; where the song plays, item i of the audio is item i - d of the song, and d, the
diagonal, stays the same or drifts slowly. From a window both ways along the diagonal each pair of items scores

    weight * (BREAK_EVEN - share of bits that differ)

and the song reaches to where the sum is greatest. The walk goes on over a stretch that does not fit (somebody talks
over the music) until the sum is DROP below its greatest: the X-drop extension of Altschul et al., BLAST, 1990.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fingerprinting.compressed import ITEM_BITS, Items
from fingerprinting.lookup.queries import novelty

BREAK_EVEN = 0.33
"""Share of bits that differ: music heard through noise has up to 0.3, unrelated music from 0.38 on."""

DROP = 15.0
"""What unrelated music loses in 25 s."""

BLOCK = 16
"""Items, two seconds, between two looks at whether the diagonal has drifted."""

DRIFT_GAIN = 1.0
"""What a block must score more on the diagonal beside: chance makes less."""

SEED_AROUND = 2
"""The search knows the diagonal of a window give or take so many."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Audio as the walk needs it: items, and how much each says."""

    items: Items
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, items: Items) -> Self:
        return cls(items, novelty(items, np.arange(len(items))))


@dataclass(frozen=True, slots=True)
class Walk:
    """A song on its way through the audio.

    Items `begin` to `end` (exclusive) of the audio are the song, item i being item i - `diagonals[i - begin]` of it;
    `scores` are theirs.
    """

    begin: int
    end: int
    diagonals: NDArray[np.int64]
    scores: NDArray[np.float64]

    def part(self, begin: int, end: int) -> Self:
        """From item `begin` to item `end` of the audio."""
        inside = slice(begin - self.begin, end - self.begin)
        return type(self)(begin, end, self.diagonals[inside], self.scores[inside])

    def through(self, later: Self) -> Self:
        """From here to the end of a later walk, on this walk's diagonal until that one begins."""
        between = later.begin - self.end
        return type(self)(
            self.begin,
            later.end,
            np.concatenate((self.diagonals, np.full(between, self.diagonals[-1]), later.diagonals)),
            np.concatenate((self.scores, np.zeros(between), later.scores)),
        )

    def passes(self, item: int, diagonal: int, tolerance: int) -> bool:
        """Whether the way goes through this item of the audio within `tolerance` of this diagonal."""
        return self.begin <= item < self.end and abs(int(self.diagonals[item - self.begin]) - diagonal) <= tolerance


def walk(heard: Heard, song: Items, begin: int, end: int, diagonal: int) -> Walk:
    """The way of the song through items `begin` to `end` of the audio on about this diagonal, and on from there.

    Empty where nothing of the window scores.
    """
    around = range(diagonal - SEED_AROUND, diagonal + SEED_AROUND + 1)
    seed = max(around, key=lambda each: (float(_scores(heard, song, begin, end, each).sum()), -abs(each - diagonal)))
    inside = _scores(heard, song, begin, end, seed)
    middle = begin + int(np.argmax(np.convolve(inside, np.ones(BLOCK), "same")))
    left, left_scores = _extend(heard, song, middle, seed, -1)
    right, right_scores = _extend(heard, song, middle, seed, 1)
    return Walk(
        middle - len(left),
        middle + len(right),
        np.concatenate((left[::-1], right)),
        np.concatenate((left_scores[::-1], right_scores)),
    )


def _extend(
    heard: Heard, song: Items, start: int, diagonal: int, step: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Diagonals and scores of the items from `start` on (step 1) or before it (step -1), nearest first."""
    diagonals: list[NDArray[np.int64]] = []
    scores: list[NDArray[np.float64]] = []
    total = best = 0.0
    kept = reached = 0
    while True:
        begin = start + reached if step == 1 else start - reached - BLOCK
        block = {each: _scores(heard, song, begin, begin + BLOCK, each) for each in _beside(diagonal)}
        likeliest = max(block, key=lambda each: float(block[each].sum()))
        if block[likeliest].sum() >= block[diagonal].sum() + DRIFT_GAIN:
            diagonal = likeliest
        inside = _inside(heard, song, begin, begin + BLOCK, diagonal)
        here = block[diagonal][inside][::step]
        if not len(here):
            break
        sums = total + np.cumsum(here)
        diagonals.append(np.full(len(here), diagonal))
        scores.append(here)
        top = int(np.argmax(sums))
        if sums[top] > best:
            best, kept = float(sums[top]), reached + top + 1
        total = float(sums[-1])
        reached += len(here)
        if len(here) < BLOCK or total < best - DROP:
            break
    if not kept:
        return np.empty(0, np.int64), np.empty(0)
    return np.concatenate(diagonals)[:kept], np.concatenate(scores)[:kept]


def _beside(diagonal: int) -> tuple[int, int, int]:
    return diagonal, diagonal - 1, diagonal + 1


def _inside(heard: Heard, song: Items, begin: int, end: int, diagonal: int) -> NDArray[np.bool_]:
    """Which of the items `begin` to `end` lie both within the audio and, on this diagonal, within the song."""
    place = np.arange(begin, end)
    return (place >= 0) & (place < len(heard.items)) & (place >= diagonal) & (place < diagonal + len(song))


def _scores(heard: Heard, song: Items, begin: int, end: int, diagonal: int) -> NDArray[np.float64]:
    """The score of each of the items `begin` to `end` on this diagonal; 0 outside of audio or song."""
    scores = np.zeros(end - begin)
    inside = _inside(heard, song, begin, end, diagonal)
    place = np.arange(begin, end)[inside]
    differing = np.bitwise_count(heard.items[place] ^ song[place - diagonal]) / ITEM_BITS
    scores[inside] = heard.weights[place] * (BREAK_EVEN - differing)
    return scores
