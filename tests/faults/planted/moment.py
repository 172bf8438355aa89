"""A program that dies once, at a moment of the test's choice."""

import os
import signal
from pathlib import Path

from tests.faults.planted import MOMENT


def die_once() -> None:
    """SIGKILL to this process, unless it, or the one before it, died here already."""
    path = os.environ.get(MOMENT)
    if path is not None and not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
