"""The schema registry is away, and a process that needs it to start is killed meanwhile."""

import os
import signal
from dataclasses import dataclass

from injyana.local import programs, registry
from tests.faults.injectors.fault import Context
from tests.faults.injectors.signals import pid
from tests.waiting import wait_until

UP_SECONDS = 150.0
NAME = "registry"


@dataclass
class Away:
    """Who runs goes on without it; who is killed waits for it."""

    victim: str
    seconds: tuple[float, float] = (4.0, 12.0)

    @property
    def name(self) -> str:
        return f"registry-away-{self.victim}"

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.victim,)

    def inject(self, context: Context) -> None:
        context.stack.supervisor.stop_program(programs.SERVERS, NAME)
        os.kill(pid(context, self.victim), signal.SIGKILL)

    def heal(self, context: Context) -> None:
        context.stack.supervisor.start_program(programs.SERVERS, NAME)
        probe = registry.server(context.local).probe
        wait_until(lambda: probe() is None, UP_SECONDS, "an answer of the registry")


REGISTRY = tuple(Away(victim) for victim in ("gateway", "recognition", "timescale-sink", "relay"))
