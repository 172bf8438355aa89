"""What is done at each turn, and what now and then."""

from collections.abc import Iterator
from typing import Any

from second_look.holds import SWEEP
from second_look.turns import REPUTATION_SECONDS, SWEEP_SECONDS, THIRD_SECONDS, Turns


class Told:
    """Stands for holds, for reputations and for the third look: keeps what it was asked to do."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def look(self, patience: object = None) -> Iterator[int]:
        self.asked.append("sweep" if patience is SWEEP else "look")
        yield 1

    def refresh(self) -> Iterator[int]:
        self.asked.append("refresh")
        yield 1


def test_findings_at_each_turn_the_rest_at_times() -> None:
    holds: Any = Told()
    reputations: Any = Told()
    third_look: Any = Told()
    now = 1000.0
    turns = Turns(holds, reputations, third_look, lambda: now)
    assert list(turns.turn()) == [1, 1, 1, 1, 1]
    assert list(turns.turn()) == [1]
    now += REPUTATION_SECONDS
    assert list(turns.turn()) == [1, 1]
    now += THIRD_SECONDS
    assert list(turns.turn()) == [1, 1, 1]
    now += SWEEP_SECONDS
    assert list(turns.turn()) == [1, 1, 1, 1, 1]
    assert holds.asked == ["look", "sweep", "look", "look", "look", "look", "sweep"]
    assert reputations.asked == ["look", "refresh", "look", "look", "look", "refresh"]
    assert third_look.asked == ["look"] * 3
