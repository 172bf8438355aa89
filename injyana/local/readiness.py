"""Waiting until everything that was started can be used, and saying what is still missing."""

import time
from collections.abc import Mapping

from rich.console import Console

from injyana.local import programs
from injyana.local.server import Probe
from injyana.local.settings import LocalSettings
from injyana.local.supervisor import Supervisor
from kernel.errors import Outage

POLL_SECONDS = 0.25
LOG_TAIL_LINES = 15


def wait_ready(
    local: LocalSettings, supervisor: Supervisor, probes: Mapping[str, Probe], seconds: float, console: Console
) -> None:
    """Returns when every probe is content, printing a line for each; Outage after `seconds`, or when one gave up."""
    began = time.monotonic()
    waiting = dict(probes)
    with console.status("") as status:
        while waiting:
            missing = {name: probe() for name, probe in waiting.items()}
            for name in [name for name, why in missing.items() if why is None]:
                del waiting[name]
                console.print(f"  [green]✓[/] {name} [dim]{time.monotonic() - began:.1f} s[/]")
            if not waiting:
                return
            states = supervisor.states()
            for name in waiting:
                if states[name].state in ("FATAL", "EXITED", "STOPPED"):
                    raise Outage(f"{name} does not start:\n{_tail(local, name)}")
                if time.monotonic() - began > seconds:
                    raise Outage(f"{name} is not ready after {seconds:.0f} s ({missing[name]}):\n{_tail(local, name)}")
            status.update("waiting for " + ", ".join(f"{name} [dim]({missing[name]})[/]" for name in waiting))
            time.sleep(POLL_SECONDS)


def _tail(local: LocalSettings, name: str) -> str:
    path = programs.log_path(local, name)
    lines = path.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:] if path.exists() else []
    return "\n".join(["  " + line for line in lines] + [f"All of it is in {path}"])
