"""Sums of measures while a batch is worked through: a list of six numbers, in the order of `Measures`."""

from collections.abc import Sequence
from typing import TypedDict

from kernel.events.aggregates import Measures
from kernel.events.plays import Verdict

Sum = list[int]

PLAYS_OF = {Verdict.ACCEPTED: 0, Verdict.HELD: 2, Verdict.REJECTED: 4}
"""Where a verdict's plays stand in a sum; its milliseconds stand next to them."""


class Fields(TypedDict):
    """The fields of `Measures`."""

    accepted_plays: int
    accepted_ms: int
    held_plays: int
    held_ms: int
    rejected_plays: int
    rejected_ms: int


def sum_of(measures: Measures | None) -> Sum:
    """A sum to add to; zeros where there are no measures yet."""
    if measures is None:
        return [0, 0, 0, 0, 0, 0]
    return [
        measures.accepted_plays,
        measures.accepted_ms,
        measures.held_plays,
        measures.held_ms,
        measures.rejected_plays,
        measures.rejected_ms,
    ]


def fields(numbers: Sequence[int]) -> Fields:
    """A sum by the names that events use."""
    return Fields(
        accepted_plays=numbers[0],
        accepted_ms=numbers[1],
        held_plays=numbers[2],
        held_ms=numbers[3],
        rejected_plays=numbers[4],
        rejected_ms=numbers[5],
    )
