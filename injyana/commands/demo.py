"""`injyana demo`: the whole system, shown on real music."""

import time
from typing import Annotated

import typer


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Stay up and show live figures until Ctrl-C.")] = False,
    chaos: Annotated[bool, typer.Option("--chaos", help="Kill each process once while plays come in.")] = False,
) -> None:
    """Start everything, play the demonstration and account for every play by id. Exit status 1 where a check fails."""
    began = time.monotonic()
    from injyana.commands.stack import running
    from injyana.console import console
    from injyana.demo import songs
    from injyana.demo.figures import show_until_interrupted
    from injyana.demo.performance import Performance

    songs.require()
    out = console()
    with running(out) as stack:
        holds = Performance(stack, out, began, chaos).play()
        if keep:
            show_until_interrupted(stack, out)
    raise typer.Exit(0 if holds else 1)
