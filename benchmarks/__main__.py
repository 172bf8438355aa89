"""Every benchmark, one after the other, on servers of their own: `make bench`, or some: `make bench ARGS=sink`."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from injyana.commands.stack import start
from injyana.local.settings import ROOT, LocalSettings
from injyana.local.stack import Stack

PURE = ("stages", "aggregation_writes", "fraud_speed", "recognition_speed", "recognition_live")
"""What needs no server."""
SERVED = ("gateway", "gateway_cost", "stage", "scaling", "sink")
"""What needs servers and none of our processes."""
WHOLE = ("end_to_end", "rising")
"""What starts and stops a stack by itself."""


def main() -> int:
    """Runs those named, or all. Exit status 1 where one missed a target or failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PURE + SERVED + WHOLE)}")
    names = parser.parse_args().names or PURE + SERVED + WHOLE
    unknown = sorted(set(names) - set(PURE + SERVED + WHOLE))
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]}")
    missed = [name for name in names if name in PURE and not run(name)]
    served = [name for name in names if name in SERVED]
    if served:
        local = LocalSettings(state_dir=Path(".local/bench"), port_offset=7000)
        stack = Stack(local, Console())
        try:
            start(stack, Console(), processes=False)
            missed += [name for name in served if not run(name, local.environment())]
        finally:
            stack.stop()
    missed += [name for name in names if name in WHOLE and not run(name)]
    print(f"targets missed: {', '.join(missed)}" if missed else "every target holds")
    return 1 if missed else 0


def run(name: str, environment: dict[str, str] | None = None) -> bool:
    """Runs one in a process of its own, so that none is measured in another's memory."""
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | (environment or {}), check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
