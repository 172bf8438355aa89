"""Which of four sets of totals is wrong: pure.

Three of them are independent: the recount of the plays, the rollups that the ledger's transactions kept, and the
streamed totals. Where two agree, the third is wrong. Redis is a copy of either. Minutes have no rollups; there the
recount is believed where its hour is.

While plays come in, the streamed totals are read a moment after PostgreSQL. The plays of that moment are known, and a
total that they touch may lie anywhere between none and all of them: a defect of that size shows a run later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from injyana.accounts.totals import MEASURES, NOTHING, Figure, Totals
from kernel.dimensions import changes, dimensions, window_start
from kernel.events.aggregates import Measures, Window
from kernel.events.plays import ScoredPlay


class Kind(StrEnum):
    """Which one is wrong. `disputed`: no two agree."""

    LEDGER = "ledger"
    ROLLUPS = "rollups"
    STREAMED = "streamed"
    REDIS = "redis"
    DISPUTED = "disputed"


class Wrong(NamedTuple):
    """A total that does not agree. `mendable` where what was expected is beyond doubt."""

    kind: Kind
    figure: Figure
    expected: Measures
    found: Measures
    mendable: bool


class Move(NamedTuple):
    """By how much plays that may or may not be counted already can lower and raise a total, measure by measure."""

    down: tuple[int, ...]
    up: tuple[int, ...]


STILL = Move((0,) * len(MEASURES), (0,) * len(MEASURES))


@dataclass(frozen=True, slots=True)
class Books:
    """All sets of totals of the same windows. Those of Redis and the stream only of windows that they still hold.

    `streamed` or `live` is None where it could not be read at a moment that compares.
    """

    recount: Totals
    rollups: Totals
    streamed: Totals | None
    live: Totals | None
    moves: Mapping[Figure, Move] = field(default_factory=dict)

    def figures(self) -> set[Figure]:
        return {*self.recount, *self.rollups, *(self.streamed or ()), *(self.live or ())}


@dataclass(frozen=True, slots=True)
class Held:
    """From when on the stream takes changes of a window, and Redis keeps it."""

    streamed: Mapping[Window, datetime]
    live: Mapping[Window, datetime]


def wrong(books: Books, held: Held) -> list[Wrong]:
    """Everything that does not agree, in the order of the figures."""
    return [each for figure in sorted(books.figures()) for each in _of(figure, books, held)]


def _of(figure: Figure, books: Books, held: Held) -> Iterable[Wrong]:
    move = books.moves.get(figure, STILL)
    counted = books.recount.get(figure, NOTHING)
    streamed = _streamed(figure, books, held)
    doubt = _doubt(figure if figure.window is not Window.MINUTE else _hour_of(figure), books, held)
    sure = doubt is None or doubt.kind is Kind.ROLLUPS
    if doubt is not None and figure.window is not Window.MINUTE:
        yield doubt
    elif streamed is not None and not within(streamed, counted, move):
        if doubt is None or doubt.kind is Kind.ROLLUPS:
            yield Wrong(Kind.STREAMED, figure, counted, streamed, move is STILL)
        else:
            yield Wrong(doubt.kind, figure, streamed, counted, False)
    if books.live is not None and figure.start > held.live[figure.window]:
        live = books.live.get(figure, NOTHING)
        if not within(live, counted, move) and (streamed is None or not within(live, streamed, move)):
            yield Wrong(Kind.REDIS, figure, counted, live, sure)


def _doubt(figure: Figure, books: Books, held: Held) -> Wrong | None:
    """Where the recount and the rollups of an hour or day differ, which one the streamed total proves wrong."""
    move = books.moves.get(figure, STILL)
    counted, kept = books.recount.get(figure, NOTHING), books.rollups.get(figure, NOTHING)
    if counted == kept:
        return None
    streamed = _streamed(figure, books, held)
    if streamed is not None and within(streamed, counted, move):
        return Wrong(Kind.ROLLUPS, figure, counted, kept, move is STILL)
    if streamed is not None and within(streamed, kept, move):
        return Wrong(Kind.LEDGER, figure, kept, counted, False)
    return Wrong(Kind.DISPUTED, figure, kept, counted, False)


def _streamed(figure: Figure, books: Books, held: Held) -> Measures | None:
    """The streamed total, None where there is none to compare with."""
    if books.streamed is None or figure.start <= held.streamed[figure.window]:
        return None
    return books.streamed.get(figure, NOTHING)


def _hour_of(minute: Figure) -> Figure:
    return minute._replace(window=Window.HOUR, start=window_start(Window.HOUR, minute.start))


def numbers(measures: Measures) -> tuple[int, ...]:
    """The six measures in their order."""
    return tuple(getattr(measures, name) for name in MEASURES)


def within(found: Measures, expected: Measures, move: Move) -> bool:
    """Whether a total is what is expected, give or take the plays that may or may not be in it."""
    return all(
        least + down <= value <= least + up
        for value, least, down, up in zip(numbers(found), numbers(expected), move.down, move.up, strict=True)
    )


def moves(plays: Iterable[ScoredPlay]) -> dict[Figure, Move]:
    """How far these plays can move each total that they touch."""
    down: dict[Figure, list[int]] = {}
    up: dict[Figure, list[int]] = {}
    for play in plays:
        for verdict, sign in changes(play):
            place = MEASURES.index(f"{verdict.value}_plays")
            for dimension, id_ in dimensions(play):
                for window in Window:
                    figure = Figure(window, window_start(window, play.played_at), dimension, id_)
                    for each in (down, up):
                        each.setdefault(figure, [0] * len(MEASURES))
                    towards = (down if sign < 0 else up)[figure]
                    towards[place] += sign
                    towards[place + 1] += sign * play.duration_ms
    return {figure: Move(tuple(down[figure]), tuple(up[figure])) for figure in up}
