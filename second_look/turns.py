"""What the process does at each turn of its loop, and what only now and then."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from second_look.holds import SWEEP, Holds
from second_look.reputations import Reputations
from second_look.third_look import ThirdLook

REPUTATION_SECONDS = 30.0
"""Outcomes become reputations so often; none counts before the next full hour anyway."""
SWEEP_SECONDS = 3600.0
"""What notifications and counts do not tell of is looked for so often, and when the process starts."""
THIRD_SECONDS = 600.0
"""Whether a window has ended is asked so often."""


@dataclass(slots=True)
class Turns:
    """Findings at each turn, reputations, the sweep and the third look at times. Each gives back how many plays,
    sources or findings it changed, after each transaction."""

    holds: Holds
    reputations: Reputations
    third_look: ThirdLook
    monotonic: Callable[[], float] = time.monotonic
    _done: dict[str, float] = field(default_factory=dict)

    def turn(self) -> Iterator[int]:
        """One turn. psycopg.Error."""
        yield from self.holds.look()
        if self._due("reputations", REPUTATION_SECONDS):
            yield from self.reputations.look()
        if self._due("sweep", SWEEP_SECONDS):
            yield from self.holds.look(SWEEP)
            yield from self.reputations.refresh()
        if self._due("third look", THIRD_SECONDS):
            yield from self.third_look.look()

    def _due(self, what: str, seconds: float) -> bool:
        now = self.monotonic()
        if now - self._done.get(what, -seconds) < seconds:
            return False
        self._done[what] = now
        return True
