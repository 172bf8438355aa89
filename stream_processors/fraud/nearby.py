"""The nearest plays before and after a moment."""

from collections.abc import Iterator
from itertools import islice

from stream_processors.fraud.days import Day
from stream_processors.fraud.history import Neighbour
from stream_processors.fraud.packing import COUNTED, FLAGS_AT, NUMBERED, PLACED, SIZE, TOLD_CLOCK, unpack

REACH = 40
"""Plays that are looked through on either side: an evening of a phone that told something once."""

Place = tuple[Day, int]


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


def nearest(places: Iterator[Place], start_ms: int, wanted: int) -> Iterator[tuple[int, Neighbour]]:
    """The first play that has each of the wanted flags, and which of them it has. A place counts if its play does."""
    for day, at in islice(places, REACH):
        flags = day.data[at * SIZE + FLAGS_AT]
        found = flags & wanted
        if not flags & COUNTED:
            found &= ~PLACED
        if found:
            play = unpack(day.data, at * SIZE, day.start_ms)
            yield found, Neighbour(play, play.start_ms - start_ms)
            wanted &= ~found
            if not wanted:
                return


TELLING = (PLACED, TOLD_CLOCK, NUMBERED)
"""What neighbours are looked for by."""
