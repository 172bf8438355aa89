"""The broker is killed, or away for a while."""

import os
import signal
from dataclasses import dataclass

from injyana.local import kafka, processes, programs
from tests.faults.injectors.fault import Context
from tests.faults.injectors.signals import pid
from tests.waiting import wait_until

UP_SECONDS = 150.0
"""A Java start that recovers its logs, on a busy machine."""
NAME = "kafka"
EVERYBODY = tuple(process.name for process in processes.ALL)


@dataclass
class Killed:
    """SIGKILL; the supervisor starts it again, and it recovers what it had written."""

    name: str = "sigkill-broker"
    seconds: tuple[float, float] = (0.0, 0.0)
    stops: tuple[str, ...] = EVERYBODY
    _before: int | None = None

    def inject(self, context: Context) -> None:
        self._before = pid(context, NAME)
        os.kill(self._before, signal.SIGKILL)

    def heal(self, context: Context) -> None:
        states = context.stack.supervisor.states
        wait_until(lambda: states()[NAME].pid not in (None, self._before), UP_SECONDS, "another broker process")
        until_up(context)


@dataclass
class Away:
    """Stopped in order, and started again after a while."""

    name: str = "broker-away"
    seconds: tuple[float, float] = (5.0, 20.0)
    stops: tuple[str, ...] = EVERYBODY

    def inject(self, context: Context) -> None:
        context.stack.supervisor.stop_program(programs.SERVERS, NAME)

    def heal(self, context: Context) -> None:
        context.stack.supervisor.start_program(programs.SERVERS, NAME)
        until_up(context)


def until_up(context: Context) -> None:
    """Waits until the broker answers."""
    probe = kafka.server(context.local).probe
    wait_until(lambda: probe() is None, UP_SECONDS, "an answer of the broker")


BROKER = (Killed(), Away())
