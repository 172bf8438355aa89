"""A circuit breaker: a service that fails again and again is left alone for a while, then tried with one question.

The pattern of Nygard, Release It!, 2nd edition, 5.2.
"""

import time
from collections.abc import Callable
from enum import StrEnum

FAILURES = 5
"""In a row."""
FIRST_S = 30.0
LONGEST_S = 900.0
"""Each trial that fails doubles the wait, up to this."""


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Counts what became of questions and says when the next may be asked. For one worker's loop."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._failures = 0
        self._pause = FIRST_S
        self._until: float | None = None

    @property
    def state(self) -> State:
        if self._until is None:
            return State.CLOSED
        return State.OPEN if self._monotonic() < self._until else State.HALF_OPEN

    def wait_s(self) -> float:
        """How long no question may be asked; 0 where one may."""
        return 0.0 if self._until is None else max(0.0, self._until - self._monotonic())

    def succeeded(self) -> None:
        """A question was answered, whatever the answer."""
        self._failures, self._pause, self._until = 0, FIRST_S, None

    def failed(self) -> None:
        """A question was not answered."""
        self._failures += 1
        if self._until is not None:
            self._pause = min(2 * self._pause, LONGEST_S)
        if self._until is not None or self._failures >= FAILURES:
            self._until = self._monotonic() + self._pause

    def rest(self, seconds: float) -> None:
        """The service itself asked to be left alone for so long."""
        self._until = max(self._until or 0.0, self._monotonic() + seconds)
