"""A second worker joins from a machine whose clock is a day off, works for a while, and leaves."""

import sys
from dataclasses import dataclass, field
from datetime import timedelta

from tests.faults.harness.worker import Worker
from tests.faults.injectors.fault import Context
from tests.faults.injectors.members import OF_GROUPS, SLOT

DAY = timedelta(days=1)


@dataclass
class Skewed:
    """It takes half of the partitions, and judges, counts and stores by its own clock."""

    process: str
    ahead: timedelta
    seconds: tuple[float, float] = (4.0, 8.0)
    _worker: Worker | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"clock-{'ahead' if self.ahead > timedelta() else 'behind'}-{self.process}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        program = [sys.executable, "-m", "tests.faults.harness.skewed"]
        seconds = str(self.ahead.total_seconds())
        self._worker = Worker(context.local, self.process, SLOT, command=[*program, self.process, seconds])
        self._worker.start()
        self._worker.until_ready()

    def heal(self, context: Context) -> None:  # noqa: ARG002 - only the second one goes
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


CLOCKS = tuple(Skewed(name, ahead) for name in OF_GROUPS for ahead in (DAY, -DAY))
