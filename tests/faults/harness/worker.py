"""A worker that the supervisor does not know: a second one of its stage, or one that is told other addresses."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from injyana.local import processes, programs
from injyana.local.http import probe_http
from injyana.local.settings import HOST, ROOT, LocalSettings
from kernel.process import CANNOT_GO_ON
from tests.waiting import wait_until

READY_SECONDS = 300.0
STOP_SECONDS = 60.0


class Worker:
    """One worker in a slot of its own. If it stops itself (CANNOT_GO_ON) it is started again, as a supervisor would."""

    def __init__(
        self,
        local: LocalSettings,
        process: str,
        slot: str,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`environment` changes what the process is told; `command` runs another program in its place."""
        self.process, self.slot = process, slot
        self.restarts = 0
        self._local = local
        self._port = _free_port()
        self._command = command or [str(Path(sys.executable).parent / "injyana"), "run", process]
        told = programs.environment(local, processes.by_name(process))
        told |= {name: str(self._port) for name in told if name.endswith("_PORT")}
        self._environment = {**os.environ, **told, "INJYANA_SLOT": slot, **(environment or {})}
        self._running: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"{process}-{slot}", daemon=True)

    @property
    def log(self) -> Path:
        """What it says."""
        return self._local.log_dir / f"{self.process}-{self.slot}.log"

    def start(self) -> None:
        """Starts it; it is of use once `until_ready` returns."""
        self._start()
        self._keeper.start()

    def until_ready(self) -> None:
        """Waits until it can do its work: one of a stage has joined its group then."""
        address = f"http://{HOST}:{self._port}/health/ready"
        wait_until(lambda: probe_http(address) is None, READY_SECONDS, f"readiness of a second {self.process}")

    def send(self, number: signal.Signals) -> None:
        """A signal to the process."""
        if self._running is not None:
            self._running.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ends it for good; SIGKILL where it has not ended in time."""
        self._stopping.set()
        if self._running is None:
            return
        self._running.send_signal(number)
        try:
            self._running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait(STOP_SECONDS)

    def _start(self) -> None:
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command, env=self._environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )

    def _keep(self) -> None:
        while self._running is not None:
            status = self._running.wait()
            if self._stopping.is_set() or status != CANNOT_GO_ON:
                return
            self.restarts += 1
            self._start()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
