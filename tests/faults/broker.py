"""A broker of a test's own, to be killed."""

import os
import signal
import subprocess
from pathlib import Path

from injyana.local import kafka
from injyana.local.settings import LocalSettings
from tests.waiting import wait_until

START_SECONDS = 60
OFFSETS = range(3000, 9000, 10)
"""Of the ports, beside those of the shared stacks; which one is said by the process's id."""


class Broker:
    """One Kafka node; the other servers are those of the shared stack."""

    def __init__(self, shared: LocalSettings, folder: Path) -> None:
        offset = OFFSETS[os.getpid() % len(OFFSETS)] - shared.port_offset
        own = {
            "state_dir": folder,
            "kafka_port": shared.kafka_port + offset,
            "kafka_controller_port": shared.kafka_controller_port + offset,
        }
        self.local = LocalSettings.model_validate(shared.model_dump() | own)
        self.local.run_dir.mkdir(parents=True)
        self._server = kafka.server(self.local)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self._server.prepare()
        with (self.local.state / "kafka.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._server.command, env={**os.environ, **self._server.environment}, stdout=log, stderr=log
            )
        wait_until(lambda: self._server.probe() is None, START_SECONDS, "an answer of the broker")

    def kill(self) -> None:
        """SIGKILL; what it had written stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
