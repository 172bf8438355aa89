"""Who may do which part of a decision: pure rules, which the tests turn every way.

A decision that matters takes two people. Whoever decided, confirmed or declined anything on any of the plays had a
part, and never does the other one; on an appeal neither part is for anybody who had one before.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

P = TypeVar("P")


class State(StrEnum):
    """What became of a decision."""

    APPLIED = "applied"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Objection(StrEnum):
    """Why a person may not do a part."""

    OWN_INTEREST = "own_interest"
    HAD_PART = "had_part"
    NOT_PROPOSED = "not_proposed"


def takes_two(*, rejects: bool, appealed: bool, disputed: bool, stake: int, alone_before: int, limit: int) -> bool:
    """Whether a second person must confirm: on every appeal, and for rejections worth more than the limit.

    `alone_before` is what the same person lately rejected alone for the same artists: a large rejection cannot be cut
    into small ones. `disputed` says that a second person declined a decision on any of the plays: it cannot be had from
    one person afterwards.
    """
    return appealed or (rejects and (disputed or stake + alone_before > limit))


def may_decide(person: P, *, appealed: bool, had_part: Collection[P], interested: bool) -> Objection | None:
    """The objection to a person's deciding (or proposing), or None."""
    if interested:
        return Objection.OWN_INTEREST
    return Objection.HAD_PART if appealed and person in had_part else None


def may_settle(person: P, *, state: State, had_part: Collection[P], interested: bool) -> Objection | None:
    """The objection to a person's confirming or declining, or None. Who proposed it is among those who had a part."""
    if state is not State.PROPOSED:
        return Objection.NOT_PROPOSED
    if interested:
        return Objection.OWN_INTEREST
    return Objection.HAD_PART if person in had_part else None
