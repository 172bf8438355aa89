"""What processor time the programs of a stack take, with the processes that each of them started."""

import os
from collections import defaultdict
from pathlib import Path
from typing import Final

from injyana.local.stack import Stack

TICKS: Final = os.sysconf("SC_CLK_TCK")


def processor_seconds(stack: Stack) -> dict[str, float]:
    """Seconds of processor time so far of every running program, by name (utime and stime of proc(5))."""
    taken: dict[int, float] = {}
    children: defaultdict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        taken[int(folder.name)] = (int(fields[11]) + int(fields[12])) / TICKS
        children[int(fields[1])].append(int(folder.name))

    def whole(pid: int) -> float:
        return taken.get(pid, 0.0) + sum(whole(child) for child in children[pid])

    return {state.name: whole(state.pid) for state in stack.supervisor.states().values() if state.pid is not None}
