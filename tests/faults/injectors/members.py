"""A second worker of a process: it joins under load, works for a while, and leaves or dies."""

import os
import signal
from dataclasses import dataclass, field

from injyana.local import processes
from kernel.membership import SESSION_SECONDS
from tests.faults.harness.worker import Worker
from tests.faults.injectors.fault import Context
from tests.faults.injectors.signals import pid

SLOT = "1"
"""The supervised one is in slot 0."""


@dataclass
class Second:
    """A second worker joins, and leaves by a signal."""

    process: str
    leaves_by: signal.Signals
    seconds: tuple[float, float] = (3.0, 10.0)
    _worker: Worker | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"second-{self.process}-{self.leaves_by.name.lower()}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        self._worker = Worker(context.local, self.process, SLOT)
        self._worker.start()
        self._worker.until_ready()

    def heal(self, context: Context) -> None:  # noqa: ARG002 - only the second one goes
        if self._worker is not None:
            self._worker.stop(self.leaves_by)
            self._worker = None


@dataclass
class Zombie:
    """The first worker is frozen past the session time-out beside a second, which takes over, and wakes up."""

    process: str
    seconds: tuple[float, float] = (SESSION_SECONDS + 2.0, SESSION_SECONDS + 8.0)
    _worker: Worker | None = field(default=None, repr=False)
    _pid: int | None = None

    @property
    def name(self) -> str:
        return f"zombie-{self.process}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        self._worker = Worker(context.local, self.process, SLOT)
        self._worker.start()
        self._worker.until_ready()
        self._pid = pid(context, self.process)
        os.kill(self._pid, signal.SIGSTOP)

    def heal(self, context: Context) -> None:  # noqa: ARG002 - the zombie wakes up, and then the second one goes
        if self._pid is not None:
            os.kill(self._pid, signal.SIGCONT)
            self._pid = None
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


@dataclass
class Twin:
    """A worker in the very slot of another: each throws the other out, again and again, until one is taken away."""

    process: str
    seconds: tuple[float, float] = (12.0, 25.0)
    """From its start, which takes some of it; it may never be ready."""
    _worker: Worker | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"twin-{self.process}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.process,)

    def inject(self, context: Context) -> None:
        self._worker = Worker(context.local, self.process, "0")
        self._worker.start()

    def heal(self, context: Context) -> None:  # noqa: ARG002 - the supervised one stays
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


OF_GROUPS = ("recognition", "fraud", "aggregation", "timescale-sink", "redis-sink")
"""Those whose workers share partitions."""
SECOND = tuple(Second(process.name, signal.SIGTERM) for process in processes.ALL)
DYING = tuple(Second(name, signal.SIGKILL) for name in OF_GROUPS)
ZOMBIES = tuple(Zombie(name) for name in OF_GROUPS)
TWINS = tuple(Twin(name) for name in OF_GROUPS)
