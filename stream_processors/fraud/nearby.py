"""The nearest plays before and after a moment."""

from collections.abc import Iterator
from itertools import islice

from stream_processors.fraud.days import Day
from stream_processors.fraud.history import Neighbour
from stream_processors.fraud.packing import COUNTED, FLAGS_AT, NUMBERED, PLACED, SIZE, TOLD_CLOCK, unpack

REACH = 40
"""Plays that are looked through on either side: an evening of a phone that told something once."""

Place = tuple[Day, int]
Nearest = dict[int, tuple[Neighbour, ...]]
"""The nearest plays that have each of these flags, before and after."""

TELLING = (PLACED, TOLD_CLOCK, NUMBERED)
"""What neighbours are looked for by."""


def backwards(before: Day | None, day: Day | None, place: int) -> Iterator[Place]:
    """The plays before a place of a day, the last first, then those of the day before."""
    if day is not None:
        for at in range(place - 1, -1, -1):
            yield day, at
    if before is not None:
        for at in range(len(before) - 1, -1, -1):
            yield before, at


def onwards(day: Day | None, place: int, after: Day | None) -> Iterator[Place]:
    """The plays from a place of a day on, then those of the day after."""
    if day is not None:
        for at in range(place, len(day)):
            yield day, at
    if after is not None:
        for at in range(len(after)):
            yield after, at


def nearest(days: tuple[Day | None, Day | None, Day | None], place: int, start_ms: int, wanted: int) -> Nearest:
    """The nearest plays with each of the wanted flags, on either side of a place of the middle one of three days.

    A place on the map counts only where the play does.
    """
    found: Nearest = dict.fromkeys(TELLING, ())
    if not wanted:
        return found
    before, day, after = days
    if place or before is not None:
        _look(backwards(before, day, place), start_ms, wanted, found)
    if after is not None or (day is not None and place < len(day)):
        _look(onwards(day, place, after), start_ms, wanted, found)
    return found


def _look(places: Iterator[Place], start_ms: int, wanted: int, found: Nearest) -> None:
    for day, at in islice(places, REACH):
        flags = day.data[at * SIZE + FLAGS_AT]
        has = flags & wanted if flags & COUNTED else flags & wanted & ~PLACED
        if has:
            play = unpack(day.data, at * SIZE, day.start_ms)
            neighbour = (Neighbour(play, play.start_ms - start_ms),)
            for flag in TELLING:
                if has & flag:
                    found[flag] += neighbour
            wanted &= ~has
            if not wanted:
                return
