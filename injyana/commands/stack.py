"""`injyana up`, `down`, `reset`, `status` and `logs`."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from injyana.console import console
from injyana.local import programs, servers
from injyana.local.fill import fill
from injyana.local.settings import LocalSettings
from injyana.local.stack import Stack
from injyana.local.status import table
from kernel.errors import Refused


def up(
    servers_only: Annotated[bool, typer.Option("--servers", help="Only the servers, migrated, with topics.")] = False,
) -> None:
    """Start the servers and our processes, and wait until all of them are ready."""
    out = console()
    start(Stack(LocalSettings(), out), out, processes=not servers_only)


def start(stack: Stack, out: Console, *, processes: bool = True) -> None:
    """Servers, then migrations, topics and schemas, then our processes. Misconfigured, Outage."""
    out.print("[bold]Servers[/]")
    stack.start_servers()
    out.print("[bold]Migrations, topics, schemas[/]")
    fill(stack.local, out)
    if processes:
        out.print("[bold]Processes[/]")
        stack.start_processes()
    addresses(stack.local, out)


@contextmanager
def running(out: Console) -> Iterator[Stack]:
    """Everything started and ready; at the end, at an error, at Ctrl-C and at SIGTERM, everything is stopped."""
    stack = Stack(LocalSettings(), out)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        start(stack, out)
        yield stack
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave half of it running
        with out.status("stopping"):
            stack.stop()
        out.print("stopped")


def addresses(local: LocalSettings, out: Console) -> None:
    """Says where everything can be reached."""
    for server in servers.every(local):
        out.print(f"  {server.name:<11} {server.address}")
    out.print(f"  {'gateway':<11} {local.gateway}")
    out.print(f"  {'review':<11} {local.review}")


def down() -> None:
    """Stop everything; the data stay."""
    out = console()
    with out.status("stopping"):
        stopped = Stack(LocalSettings(), out).stop()
    out.print("stopped" if stopped else "nothing was running")


def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Stop everything and remove all data: plays, catalogue, topics, logs."""
    out = console()
    local = LocalSettings()
    if not yes:
        typer.confirm(f"Remove all data in {local.state}?", abort=True)
    stack = Stack(local, out)
    stack.stop()
    stack.wipe()
    out.print("all data are gone; `injyana up` starts afresh")


def status() -> None:
    """Show every server and process. Exit status 1 where something is not ready."""
    local = LocalSettings()
    shown, all_ready = table(Stack(local, console()))
    console().print(shown)
    raise typer.Exit(0 if all_ready else 1)


def logs(
    name: Annotated[str | None, typer.Argument(help="A server or process; all of them without.")] = None,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("-n", "--lines", min=1, help="How many of the last lines.")] = 50,
) -> None:
    """Show the last lines of the logs."""
    local = LocalSettings()
    found = sorted(local.log_dir.glob("*.log")) if name is None else [programs.log_path(local, name)]
    if not found or not found[0].exists():
        known = ", ".join(path.stem for path in sorted(local.log_dir.glob("*.log"))) or "none yet"
        raise Refused(f"no log of {name or 'anything'} in {local.log_dir}; there are: {known}")
    tail = ["tail", "-n", str(lines), *(["-F"] if follow else []), "--", *(str(path) for path in found)]
    os.execvp(tail[0], tail)  # noqa: S606 - no shell is wanted # nosec B606
