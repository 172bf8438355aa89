"""Which of several walks through the same audio each item belongs to.

Two walks meet where songs are mixed into each other, where a song is played twice, and where music repeats itself so
that one song fits its own audio in several places. The best way through all of them, by dynamic programming: an item
belongs to one walk or to none, belonging earns the walk's score there, and every entry into a walk costs ENTRY.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fingerprinting.lookup.diagonal import Walk

ENTRY = 2.0
"""Six items that agree in every bit: less music than that is no reason to leave a song."""


NOTHING = -1


@dataclass(frozen=True, slots=True)
class Part:
    """Items `begin` to `end` (exclusive) of the audio belong to walk number `walk`."""

    walk: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Step:
    """From this item on it was this walk, or NOTHING; `before` is how it came to that."""

    walk: int
    item: int
    before: "_Step | None"


@dataclass(frozen=True, slots=True)
class _Way:
    score: float
    step: _Step | None


def apportion(walks: Sequence[Walk]) -> list[Part]:
    """The parts of the walks in the order of the audio, none overlapping another.

    A stretch that does not fit is within its part if the same walk goes on after it.
    """
    joined: list[Part] = []
    for part in _stretches(walks):
        if joined and joined[-1].walk == part.walk:
            part = Part(part.walk, joined.pop().begin, part.end)
        joined.append(part)
    return joined


def _stretches(walks: Sequence[Walk]) -> list[Part]:
    """The best way, as stretches that belong to one walk."""
    best = _Way(0.0, None)
    ways: dict[int, _Way] = {}
    begins = sorted(range(len(walks)), key=lambda number: walks[number].begin)
    active: list[int] = []
    item, following = 0, 0
    while active or following < len(begins):
        if not active:
            item = walks[begins[following]].begin
        while following < len(begins) and walks[begins[following]].begin == item:
            active.append(begins[following])
            following += 1
        for number in active:
            entered = _Way(best.score - ENTRY, _Step(number, item, best.step))
            way = max(ways.get(number, entered), entered, key=lambda way: way.score)
            ways[number] = _Way(way.score + float(walks[number].scores[item - walks[number].begin]), way.step)
        item += 1
        for number in active:
            if ways[number].score > best.score:
                best = _Way(ways[number].score, _Step(NOTHING, item, ways[number].step))
        for number in [number for number in active if walks[number].end == item]:
            active.remove(number)
            del ways[number]
    return _parts(best.step)


def _parts(step: "_Step | None") -> list[Part]:
    parts: list[Part] = []
    end = 0
    while step is not None:
        if step.walk != NOTHING:
            parts.append(Part(step.walk, step.item, end))
        end, step = step.item, step.before
    return parts[::-1]
