"""What runs and what is ready, as a table."""

from datetime import timedelta
from functools import partial

from rich.table import Table

from injyana.local import processes, servers
from injyana.local.stack import Stack
from injyana.local.supervisor import RUNNING, State

STOPPED = State(name="", state="STOPPED", pid=None, since=None, said="")


def table(stack: Stack) -> tuple[Table, bool]:
    """The table, and whether everything is ready."""
    states = stack.supervisor.states() if stack.supervisor.running() else {}
    rows = [(server.name, server.address, server.probe) for server in servers.every(stack.local)]
    rows += [
        (process.name, f"{stack.local.scheme}://{stack.local.address(process.port)}", partial(stack.probe, process))
        for process in processes.ALL
    ]
    shown = Table(title=f"Injyana in {stack.local.state}", title_justify="left")
    for column in ("name", "state", "pid", "up for", "address"):
        shown.add_column(column, no_wrap=True)
    shown.add_column("ready")
    all_ready = True
    for name, address, probe in rows:
        state = states.get(name, STOPPED)
        why = probe() if state.state == RUNNING else "not started"
        all_ready = all_ready and why is None
        up_for = str(timedelta(seconds=int(state.since))) if state.since is not None else ""
        ready = "[green]yes[/]" if why is None else f"[red]no:[/] {why}"
        shown.add_row(name, state.state.lower(), str(state.pid or ""), up_for, address, ready)
    return shown, all_ready
