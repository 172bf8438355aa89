"""`injyana run NAME`: one of our processes, in the foreground."""

from typing import Annotated

import typer

from injyana.local import processes

NAMES = ", ".join(process.name for process in processes.ALL)


def run(name: Annotated[str, typer.Argument(help=f"One of: {NAMES}.")]) -> None:
    """Run one of our processes in the foreground, as the supervisor does."""
    processes.by_name(name).load()()
