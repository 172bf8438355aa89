"""Kills each of our processes once, without warning, while plays come in."""

import asyncio
import os
import signal
from collections.abc import Callable

from injyana.local import processes
from injyana.local.stack import Stack

BETWEEN_SECONDS = 4.0
"""From one kill to the next: long enough to come back in the middle of work, short enough to overlap."""


async def kill_each_once(stack: Stack, told: Callable[[str], None]) -> list[str]:
    """SIGKILLs every process of ours in turn; gives back the names of those that it killed."""
    killed = []
    for process in processes.ALL:
        await asyncio.sleep(BETWEEN_SECONDS)
        pid = stack.supervisor.states()[process.name].pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            killed.append(process.name)
            told(process.name)
    return killed
