"""Which songs a long piece of audio holds, and from when to when: a broadcast, a mix, an upload.

Overlapping windows are searched like clips of their length. Each that is recognised is walked along its diagonal to
the ends of the song (diagonal.py), and where walks meet, each item is given to one of them (apportion.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fingerprinting.chroma import ITEM_SECONDS
from fingerprinting.compressed import ITEM_BITS, Items
from fingerprinting.lookup.apportion import apportion
from fingerprinting.lookup.diagonal import Heard, Walk, walk
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.search import Match, search
from fingerprinting.lookup.thresholds import least_z
from kernel.ids import SongId

WINDOW = 80
STRIDE = 40
"""Items: windows of 10 s, every 5 s."""

SPAN_SECONDS = 2.6
"""What one item hears."""

FOREIGN_BEFORE_S = 0.6
FOREIGN_AFTER_S = 1.4
"""How much else an item may hear before or after the song and resemble the song's: measured at cuts. The classifiers
of an item all begin where it begins, and most of them end before it does."""

EDGE_ITEMS = 1
"""A song heard from, or up to, so near its own edge was heard from, or up to, the edge."""

SAME_WAY = 4
"""Items: two windows of one song whose diagonals differ by no more are on the same way."""

GAP_ITEMS = 202
"""25 s: so long may something louder than the song interrupt it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A song, from when to when it is heard, in seconds of the audio.

    `song_from_s` is where in the song it begins. `z` is that of the whole passage as one clip, `confidence` is 1
    where every bit agrees and 0 for chance. `margin` is z of the clearest window over the next song; where even that is
    too little, `rival` fits as well.
    """

    song: SongId
    from_s: float
    to_s: float
    song_from_s: float
    z: float
    confidence: float
    margin: float
    rival: SongId | None


@dataclass(frozen=True, slots=True)
class Window:
    """Items `begin` to `end` (exclusive) of the audio were recognised by themselves."""

    begin: int
    end: int
    match: Match

    @property
    def diagonal(self) -> int:
        return self.begin - self.match.offset


@dataclass(frozen=True, slots=True)
class _Way:
    song: SongId
    walk: Walk


def passages(index: Index, items: Items) -> list[Passage]:
    """The songs of the index that are heard, one after the other.

    `items` are the whole audio's, in the index's profile. What lies between the passages is nothing that the index
    knows: silence, speech, other music.
    """
    last = max(len(items) - WINDOW, 0)
    begins = sorted({*range(0, last, STRIDE), last})
    parts = [items[begin : begin + WINDOW] for begin in begins]
    windows = [
        Window(begin, begin + len(part), match)
        for begin, part, match in zip(begins, parts, search(index, parts), strict=True)
        if match is not None and match.strong
    ]
    return passages_of(index, items, windows)


def passages_of(index: Index, items: Items, windows: Sequence[Window]) -> list[Passage]:
    """`passages`, where the windows that are recognised are known already."""
    heard = Heard.of(items)
    ways = _ways(index, heard, windows)
    parts = apportion([way.walk for way in ways])
    mine = [_Way(ways[part.walk].song, ways[part.walk].walk.part(part.begin, part.end)) for part in parts]
    believed = [way for way in mine if _fit(index, heard, way).strong]
    return [_passage(index, heard, windows, way) for way in _joined(believed)]


def seconds(items: int) -> float:
    """How much audio so many items hear."""
    return (items - 1) * ITEM_SECONDS + SPAN_SECONDS if items else 0.0


def _ways(index: Index, heard: Heard, windows: Sequence[Window]) -> list[_Way]:
    """The walks from all windows, one for those that are on the same way."""
    ways: list[_Way] = []
    for window in sorted(windows, key=lambda window: (-window.match.z, window.begin)):
        song, middle = window.match.song, (window.begin + window.end) // 2
        if any(way.song == song and way.walk.passes(middle, window.diagonal, SAME_WAY) for way in ways):
            continue
        found = walk(heard, index.items_of(song), window.begin, window.end, window.diagonal)
        if found.end > found.begin:
            ways.append(_Way(song, found))
    return ways


def _joined(ways: Sequence[_Way]) -> list[_Way]:
    """Two ways of one song on one diagonal are one, though something else was louder between them for a while."""
    joined: list[_Way] = []
    for way in ways:
        if joined and joined[-1].song == way.song:
            before, after = joined[-1].walk, way.walk
            drift = int(after.diagonals[0]) - int(before.diagonals[-1])
            if after.begin - before.end <= GAP_ITEMS and abs(drift) <= SAME_WAY:
                joined[-1] = _Way(way.song, before.through(after))
                continue
        joined.append(way)
    return joined


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a way fits as one clip: z as in verify.py, least as in thresholds.py, 1 for a perfect copy."""

    z: float
    least: float
    confidence: float

    @property
    def strong(self) -> bool:
        return self.z >= self.least


def _fit(index: Index, heard: Heard, way: _Way) -> _Fit:
    song, place = index.items_of(way.song), np.arange(way.walk.begin, way.walk.end)
    weights = heard.weights[place]
    differing = np.bitwise_count(heard.items[place] ^ song[place - way.walk.diagonals]) / ITEM_BITS
    evidence = float(weights.sum())
    agreeing = 0.5 * evidence - float((weights * differing).sum())
    return _Fit(
        z=agreeing / evidence**0.5,
        least=float(least_z(len(place), index.profile)),
        confidence=min(max(2 * agreeing / evidence, 0.0), 1.0),
    )


def _passage(index: Index, heard: Heard, windows: Sequence[Window], way: _Way) -> Passage:
    found, fit = way.walk, _fit(index, heard, way)
    from_s = _from_s(found)
    margin, rival = _margin(windows, way)
    return Passage(
        song=way.song,
        from_s=from_s,
        to_s=_to_s(found, len(index.items_of(way.song)), len(heard.items)),
        song_from_s=max(from_s - int(found.diagonals[0]) * ITEM_SECONDS, 0.0),
        z=fit.z,
        confidence=fit.confidence,
        margin=margin,
        rival=rival,
    )


def _from_s(found: Walk) -> float:
    first = found.begin - int(found.diagonals[0])
    if first <= EDGE_ITEMS:
        return max(found.begin - first, 0) * ITEM_SECONDS
    return found.begin * ITEM_SECONDS + (FOREIGN_BEFORE_S if found.begin else 0.0)


def _to_s(found: Walk, song_items: int, items: int) -> float:
    left = song_items - (found.end - int(found.diagonals[-1]))
    if left <= EDGE_ITEMS:
        return min(seconds(found.end + left), seconds(items))
    if found.end == items:
        return seconds(items)
    return seconds(found.end) - FOREIGN_AFTER_S


def _margin(windows: Sequence[Window], way: _Way) -> tuple[float, SongId | None]:
    """The greatest margin of the passage's windows, and the song that fits as well if none of them is clear."""
    mine = [
        window.match
        for window in windows
        if window.match.song == way.song and way.walk.begin < window.end and window.begin < way.walk.end
    ]
    clearest = max(mine, key=lambda match: match.margin)
    return max(clearest.margin, 0.0), None if clearest.clear else clearest.rival
