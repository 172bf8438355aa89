"""Which songs a stream has just played and plays now.

Overlapping windows of the newest audio are searched at every speed, and what is recognised is walked along its diagonal
to where the song begins and ends, just as `injyana recognise` does with a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detectors.radio.ear import SPEEDS, Ear
from fingerprinting.audio import Pcm
from fingerprinting.chroma import ITEM_SECONDS
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.passages import SPAN_SECONDS, STRIDE, WINDOW, Passage, Window, passages_of
from fingerprinting.lookup.search import Match, search
from kernel.ids import SongId

GAP_SECONDS = 30.0
"""A song that was not heard for longer is over: the walk goes on over 25 s that do not fit."""

KEPT_SECONDS = 60.0
"""What lies before the first window that is recognised may still be the song, under somebody's voice."""

MOST_SECONDS = 1_800.0
"""Of one song; no song is longer (fingerprinting/audio.py)."""

LEAD_SECONDS = 15.0
"""A song that is recognised from so near its beginning is taken to have begun with it: stations play songs from the
beginning, and what hides it is somebody's voice or the end of another. What can be made out of the hidden seconds does
not tell: their z was 0.24 in the middle, and 0.09 where something else played."""

FADE_SECONDS = 8.0
"""So long before the end of another song may one have begun."""

CLIP_ITEMS = 221
"""30 s: what of a play is shown to others."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Part of a song as it was heard, at the song's own speed. It begins at second `from_s` of the stream.

    `fit` is z over what is needed to believe it; 0 where another song fits as well, or it seems another performance.
    """

    items: Items
    from_s: float
    fit: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A song in the stream, times in seconds of it. `zero_s` is when the song's own beginning would have been.

    `cut` where it was on before the first audio that is remembered.
    """

    song: SongId
    from_s: float
    to_s: float
    zero_s: float
    cut: bool
    speed: float
    z: float
    confidence: float
    clip: Clip


class Listening:
    """One connection to a stream, from its beginning on."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._ears = [Ear(speed) for speed in SPEEDS]
        self._windows: list[list[Window]] = [[] for _ in SPEEDS]
        self._searched = 0

    def use(self, index: Index) -> None:
        """The songs as they are now."""
        self._index = index
        self._windows = [[each for each in windows if each.match.song in index] for windows in self._windows]

    @property
    def seconds(self) -> float:
        """Up to where the stream was listened to."""
        return min(ear.end * ear.item_seconds for ear in self._ears)

    def feed(self, pcm: Pcm) -> list[Heard]:
        """The songs that are heard once these samples came, or were less than GAP_SECONDS before.

        Call it with some seconds at a time.
        """
        for ear in self._ears:
            ear.feed(pcm)
        self._search()
        found = []
        for ear, windows in zip(self._ears, self._windows, strict=True):
            near = [Window(each.begin - ear.first, each.end - ear.first, each.match) for each in windows]
            found += [_Found(ear, each) for each in (passages_of(self._index, ear.items, near) if near else [])]
        now = self.seconds
        recent = [each for each in _strongest(found) if each.to_s >= now - GAP_SECONDS]
        clips = search(self._index, [each.clip for each in recent])
        heard = [each.heard(clip) for each, clip in zip(recent, clips, strict=True)]
        self._forget(min([each.from_s - SPAN_SECONDS for each in heard], default=now))
        return [_from_its_beginning(each, heard) for each in heard]

    def _search(self) -> None:
        """Searches every window that is complete at all speeds; what fits best at one of them counts."""
        places = []
        while all(self._begin(ear, self._searched) + WINDOW <= ear.end for ear in self._ears):
            places.append(self._searched)
            self._searched += 1
        parts = [self._part(ear, place) for place in places for ear in self._ears]
        matches = search(self._index, parts)
        for number, place in enumerate(places):
            at_speeds = matches[number * len(SPEEDS) : (number + 1) * len(SPEEDS)]
            speed = max(range(len(SPEEDS)), key=lambda each: _z(at_speeds[each]))
            match = at_speeds[speed]
            if match is not None and match.strong:
                begin = self._begin(self._ears[speed], place)
                self._windows[speed].append(Window(begin, begin + WINDOW, match))

    def _begin(self, ear: Ear, place: int) -> int:
        """The ear's item with which window number `place` of the stream begins."""
        return round(place * STRIDE * ITEM_SECONDS / ear.item_seconds)

    def _part(self, ear: Ear, place: int) -> Items:
        begin = self._begin(ear, place) - ear.first
        return ear.items[begin : begin + WINDOW]

    def _forget(self, needed_from: float) -> None:
        now = self.seconds
        before = max(min(needed_from, now - KEPT_SECONDS), now - MOST_SECONDS)
        for number, ear in enumerate(self._ears):
            ear.forget(int(before / ear.item_seconds))
            self._windows[number] = [each for each in self._windows[number] if each.begin >= ear.first]


@dataclass(frozen=True, slots=True)
class _Found:
    ear: Ear
    passage: Passage

    @property
    def from_s(self) -> float:
        return self._in_stream(self.passage.from_s)

    @property
    def to_s(self) -> float:
        return self._in_stream(self.passage.to_s)

    @property
    def _clip_begins(self) -> int:
        """The newest items of the song."""
        return max(int(np.ceil(self.passage.from_s / ITEM_SECONDS)), self._clip_ends - CLIP_ITEMS)

    @property
    def _clip_ends(self) -> int:
        return int((self.passage.to_s - SPAN_SECONDS) / ITEM_SECONDS) + 1

    @property
    def clip(self) -> Items:
        return self.ear.items[self._clip_begins : self._clip_ends]

    def heard(self, match: Match | None) -> Heard:
        mine = match is not None and match.song == self.passage.song and match.clear and match.same
        zero = self.passage.from_s - self.passage.song_from_s
        return Heard(
            song=self.passage.song,
            from_s=self.from_s,
            to_s=self.to_s,
            zero_s=self._in_stream(zero),
            cut=self.passage.from_s < SPAN_SECONDS < self.passage.song_from_s,
            speed=self.ear.speed,
            z=self.passage.z,
            confidence=self.passage.confidence,
            clip=Clip(
                self.clip,
                self._in_stream(self._clip_begins * ITEM_SECONDS),
                match.z / match.least if match is not None and mine else 0.0,
            ),
        )

    def _in_stream(self, ear_s: float) -> float:
        """From seconds since the ear's first item, at the song's own speed, to seconds of the stream."""
        return (self.ear.first + ear_s / ITEM_SECONDS) * self.ear.item_seconds


def _from_its_beginning(song: Heard, heard: Sequence[Heard]) -> Heard:
    """The song as from its beginning, where that is so near that a voice may have hidden it."""
    if song.from_s - song.zero_s > LEAD_SECONDS:
        return song
    earlier = [other.to_s - FADE_SECONDS for other in heard if other.from_s < song.from_s]
    return replace(song, from_s=min(max([song.zero_s, 0.0, *earlier]), song.from_s))


def _strongest(found: Sequence[_Found]) -> list[_Found]:
    """Without those that overlap one that fits better by more than half: the same song at the speed beside its own."""
    kept: list[_Found] = []
    for each in sorted(found, key=lambda each: -each.passage.z):
        if all(_overlap(each, other) <= 0.5 for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.from_s)


def _overlap(one: _Found, other: _Found) -> float:
    """The share of the shorter that both have in common."""
    common = min(one.to_s, other.to_s) - max(one.from_s, other.from_s)
    return common / max(min(one.to_s - one.from_s, other.to_s - other.from_s), ITEM_SECONDS)


def _z(match: Match | None) -> float:
    return 0.0 if match is None else match.z
