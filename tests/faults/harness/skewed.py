"""A process of ours on a machine whose clock is wrong: python -m tests.faults.harness.skewed PROCESS SECONDS."""

import sys
from datetime import datetime, timedelta

from injyana.local import processes
from kernel import clock

HONEST = clock.system_clock


def main(process: str, seconds: str) -> None:
    """Runs the process; its clock is so far ahead, from before anything of it is imported."""
    ahead = timedelta(seconds=float(seconds))

    def wrong() -> datetime:
        return HONEST() + ahead

    vars(clock)["system_clock"] = wrong
    processes.by_name(process).load()()


if __name__ == "__main__":
    main(*sys.argv[1:])
