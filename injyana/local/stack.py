"""The whole local stack: servers, what they must hold, and our processes."""

import fcntl
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from rich.console import Console

from injyana.local import access, ports, processes, programs, servers, tls
from injyana.local.http import probe_http
from injyana.local.readiness import wait_ready
from injyana.local.server import Server
from injyana.local.settings import LocalSettings
from injyana.local.supervisor import UP, Supervisor
from kernel.errors import Misconfigured, Refused

READY_SECONDS = 90
"""Our processes import much and restore state; on two busy cores the slowest takes half of this."""
KEPT_BY_RESET = ("lib", "setup", "test")
"""What the set-up fetched, and the tests' own stack."""


class Stack:
    """One local stack; every method may be repeated and does only what is still to do."""

    def __init__(self, local: LocalSettings, console: Console) -> None:
        self.local = local
        self.supervisor = Supervisor(local)
        self._console = console

    def start_servers(self) -> None:
        """Starts what does not run and waits until all of it can be used. Misconfigured, Outage."""
        for folder in (self.local.run_dir, self.local.log_dir):
            folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            running = self._running()
            wanted = servers.every(self.local)
            ports.require_free(self.local, [name for s in wanted if s.name not in running for name in s.ports])
            if self.local.tls:
                tls.prepare(self.local.tls_dir, [process.name for process in processes.ALL])
            self.supervisor.start()
            self._start(servers.first(self.local))
            if self.local.tls:
                access.grant(self.local)
            self._start(servers.then(self.local))

    def start_processes(self, names: Sequence[str] | None = None) -> None:
        """Starts our processes (all, or those named) and waits until they are ready. Misconfigured, Outage."""
        wanted = [process for process in processes.ALL if names is None or process.name in names]
        running = self._running()
        ports.require_free(self.local, [process.port for process in wanted if process.name not in running])
        for process in wanted:
            self.supervisor.start_program(programs.PROCESSES, process.name)
        probes = {process.name: partial(self.probe, process) for process in wanted}
        wait_ready(self.local, self.supervisor, probes, READY_SECONDS, self._console)

    def probe(self, process: processes.Process) -> str | None:
        """What a process of ours says of its readiness: None, or what is missing."""
        return probe_http(f"{self.local.scheme}://{self.local.address(process.port)}/health/ready", self.local.ca)

    def stop(self) -> bool:
        """Stops everything; False where nothing ran."""
        if not self.supervisor.running():
            return False
        self.supervisor.shutdown()
        return True

    def wipe(self) -> None:
        """Removes all data of a stopped stack. Refused while it runs."""
        if self.supervisor.running():
            raise Refused("the stack is running: `injyana down` stops it")
        if not self.local.state.is_dir():
            return
        for path in self.local.state.iterdir():
            if path.name in KEPT_BY_RESET:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _start(self, wave: Sequence[Server]) -> None:
        running = self._running()
        for server in wave:
            if server.name not in running:
                server.prepare()
                self.supervisor.start_program(programs.SERVERS, server.name)
        seconds = max(server.start_seconds for server in wave)
        wait_ready(self.local, self.supervisor, {s.name: s.probe for s in wave}, seconds, self._console)

    def _running(self) -> set[str]:
        if not self.supervisor.running():
            return set()
        return {name for name, state in self.supervisor.states().items() if state.state in UP}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two starts at once would trip over each other."""
        with (self.local.run_dir / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Misconfigured(f"another `injyana up` is at work in {self.local.state}; wait for it") from None
            yield
