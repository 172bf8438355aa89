"""A stack of the fault tests' own: servers and processes as users have them, beside all other stacks.

Several test runs at once take one each. FAULT_STACK_KEEP=1 leaves it up, and the next run starts at once.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from injyana.local import ports
from injyana.local.fill import fill
from injyana.local.settings import LocalSettings
from injyana.local.stack import Stack
from kernel.errors import Misconfigured, Outage

FOLDER = Path(".local/test")
PLACES = range(10)
FIRST_OFFSET, NEXT_OFFSET = 2000, 100
"""Of the ports: 2000 for the first place, 2100 for the next."""
TRIES = 3
"""A process that was not ready in time on a busy machine is waited for again."""
KEEP = "FAULT_STACK_KEEP"


@contextmanager
def own_stack() -> Iterator[Stack]:
    """A stack with everything up and ready, empty unless it was kept. Misconfigured, Outage."""
    with _place() as stack:
        if not stack.supervisor.running():
            stack.wipe()
        try:
            start(stack)
            yield stack
        finally:
            if os.environ.get(KEEP) != "1":
                stack.stop()


def start(stack: Stack) -> None:
    """Whatever of the stack does not run is started; returns when all of it is ready. Outage."""
    for tried in range(1, TRIES + 1):
        try:
            stack.start_servers()
            fill(stack.local, Console(quiet=True))
            stack.start_processes()
        except Outage:
            if tried == TRIES:
                raise
        else:
            return


@contextmanager
def _place() -> Iterator[Stack]:
    """The stack of the first place that nobody on this machine uses, taken as long as the context lasts."""
    for number in PLACES:
        with Path(tempfile.gettempdir(), f"injyana-faults-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            stack = _stack(number)
            if stack.supervisor.running() or _free(stack.local):
                yield stack
                return
    raise RuntimeError(f"all {len(PLACES)} places are taken by other stacks")


def _stack(number: int) -> Stack:
    local = LocalSettings(state_dir=FOLDER / f"faults-{number}", port_offset=FIRST_OFFSET + NEXT_OFFSET * number)
    return Stack(local, Console(quiet=True))


def _free(local: LocalSettings) -> bool:
    """Whether no other checkout's stack has these ports."""
    try:
        ports.require_free(local, ("kafka", "database", "redis"))
    except Misconfigured:
        return False
    return True
