"""One supervisord per stack: started, spoken to and ended here."""

import http.client
import subprocess
import sys
import time
import xmlrpc.client  # nosec B411 # it hears its own supervisor alone, through a socket of its own
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from injyana.local import programs
from injyana.local.settings import LocalSettings
from kernel.errors import Outage

START_SECONDS = 15
STOP_SECONDS = 90
"""More than the slowest server may take to stop."""
POLL_SECONDS = 0.1

RUNNING = "RUNNING"
UP = ("RUNNING", "STARTING", "BACKOFF")


@dataclass(frozen=True, slots=True)
class State:
    """A program as the supervisor sees it; `since` is seconds since its start, None where it does not run."""

    name: str
    state: str
    pid: int | None
    since: float | None
    said: str


class Supervisor:
    """The supervisor of one stack. Methods that need it to run raise Outage where it does not."""

    def __init__(self, local: LocalSettings) -> None:
        self._local = local

    def running(self) -> bool:
        """Whether it answers."""
        try:
            self._call("getState")
        except Outage:
            return False
        return True

    def start(self) -> None:
        """Starts it, or hands the configuration to the one that runs and replaces what changed in it."""
        path = self._local.run_dir / "supervisord.conf"
        path.touch(mode=0o600)
        path.write_text(programs.configuration(self._local))
        if self.running():
            self._update()
            return
        self._local.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        subprocess.run(
            [str(Path(sys.executable).parent / "supervisord"), "-c", str(path)],
            check=True,
            capture_output=True,
            timeout=START_SECONDS,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.running():
            if time.monotonic() > deadline:
                raise Outage(f"the supervisor does not answer; see {self._local.log_dir / 'supervisord.log'}")
            time.sleep(POLL_SECONDS)

    def _update(self) -> None:
        changes: Any = self._call("reloadConfig")
        added, changed, removed = changes[0]
        for group in changed + removed:
            self._call("stopProcessGroup", group)
            self._call("removeProcessGroup", group)
        for group in added + changed:
            self._call("addProcessGroup", group)

    def shutdown(self) -> None:
        """Stops our processes, then the servers that stand on others, then the rest, then itself."""
        self._call("stopProcessGroup", programs.PROCESSES)
        self.stop_program(programs.SERVERS, "registry")
        self._call("shutdown")
        deadline = time.monotonic() + STOP_SECONDS
        while self.running() or self._local.socket.exists():
            if time.monotonic() > deadline:
                raise Outage(f"the supervisor has not ended after {STOP_SECONDS} s")
            time.sleep(POLL_SECONDS)

    def start_program(self, group: str, name: str) -> None:
        """Starts a program that does not run; returns without waiting for it to be of use."""
        if self.states()[name].state not in UP:
            self._call("startProcess", f"{group}:{name}", False)

    def stop_program(self, group: str, name: str) -> None:
        """Stops a program that runs, and waits until it has ended."""
        if self.states()[name].state in UP:
            self._call("stopProcess", f"{group}:{name}")

    def states(self) -> Mapping[str, State]:
        """Every program by name."""
        found: Any = self._call("getAllProcessInfo")
        return {info["name"]: _state(info) for info in found}

    def _call(self, method: str, *arguments: object) -> object:
        transport = SupervisorTransport(None, None, serverurl=f"unix://{self._local.socket}")
        try:
            server = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
            return getattr(server.supervisor, method)(*arguments)
        except (OSError, http.client.HTTPException) as error:
            raise Outage(f"the stack is not running in {self._local.state}: `injyana up` starts it") from error
        except xmlrpc.client.Fault as error:
            raise Outage(f"the supervisor refuses {method}{arguments}: {error.faultString}") from error
        finally:
            transport.close()


def _state(info: Mapping[str, Any]) -> State:
    runs = info["statename"] == RUNNING
    return State(
        name=info["name"],
        state=info["statename"],
        pid=info["pid"] or None,
        since=float(info["now"] - info["start"]) if runs else None,
        said=info["description"],
    )
