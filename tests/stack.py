"""The servers of the tests: the same as a developer's, beside them, in a folder and on ports of their own."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from injyana.local.fill import fill
from injyana.local.settings import ROOT, LocalSettings
from injyana.local.stack import Stack

STATE = Path(".local/test")
PORT_OFFSET = 1000
KEEP = "INJYANA_KEEP_TEST_STACK"
"""Set to 1, the servers stay up after the tests, and the next run starts at once."""


@contextmanager
def shared_stack() -> Iterator[LocalSettings]:
    """The running servers, with migrations, topics and schemas; several test runs at once share them.

    Who comes first starts them. Who leaves last stops them, unless KEEP is set.
    """
    local = LocalSettings(state_dir=STATE, port_offset=PORT_OFFSET)
    stack = Stack(local, Console(quiet=True))
    with _lock("users") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with _lock("start") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            stack.start_servers()
            fill(local, Console(quiet=True))
        yield local
        if os.environ.get(KEEP) == "1":
            return
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        stack.stop()


@contextmanager
def _lock(name: str) -> Iterator[int]:
    folder = ROOT / STATE / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        yield file.fileno()
