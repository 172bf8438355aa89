"""A signal to one of our processes: killed, told to stop, or frozen until others take it for dead."""

import os
import signal
from dataclasses import dataclass

from injyana.local import processes
from kernel.membership import SESSION_SECONDS
from tests.faults.injectors.fault import Context


@dataclass(frozen=True)
class Ended:
    """SIGKILL or SIGTERM; the supervisor starts the process again."""

    process: str
    number: signal.Signals
    seconds: tuple[float, float] = (0.0, 0.0)

    @property
    def name(self) -> str:
        return f"{self.number.name.lower()}-{self.process}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        os.kill(pid(context, self.process), self.number)

    def heal(self, context: Context) -> None:
        """The supervisor does."""


@dataclass
class Frozen:
    """SIGSTOP for longer than the session time-out, then SIGCONT: a zombie that believes to own its partitions."""

    process: str
    seconds: tuple[float, float] = (SESSION_SECONDS + 1.0, SESSION_SECONDS + 6.0)
    _pid: int | None = None

    @property
    def name(self) -> str:
        return f"sigstop-{self.process}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        self._pid = pid(context, self.process)
        os.kill(self._pid, signal.SIGSTOP)

    def heal(self, context: Context) -> None:  # noqa: ARG002 - what was stopped goes on
        if self._pid is not None:
            os.kill(self._pid, signal.SIGCONT)
            self._pid = None


def pid(context: Context, name: str) -> int:
    """The process id of a program of the supervisor, once it runs."""
    found = context.stack.supervisor.states()[name].pid
    assert found is not None, f"{name} does not run"
    return found


KILLED = tuple(Ended(process.name, signal.SIGKILL) for process in processes.ALL)
STOPPED = tuple(Ended(process.name, signal.SIGTERM) for process in processes.ALL)
FROZEN = tuple(Frozen(process.name) for process in processes.ALL)
