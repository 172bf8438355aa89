"""A radio station of the tests: a real icecast2, and an ffmpeg that feeds it in real time."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.integration.gateway.running import free_port
from tests.waiting import wait_until

PASSWORD = "only-of-the-test"
CONFIG = """<icecast>
  <limits><clients>10</clients><sources>2</sources><burst-size>65535</burst-size></limits>
  <authentication>
    <source-password>{password}</source-password><admin-user>admin</admin-user><admin-password>{password}</admin-password>
  </authentication>
  <hostname>localhost</hostname>
  <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <paths>
    <basedir>/usr/share/icecast2</basedir><logdir>/tmp</logdir><webroot>/usr/share/icecast2/web</webroot>
    <adminroot>/usr/share/icecast2/admin</adminroot>
  </paths>
  <logging><accesslog>-</accesslog><errorlog>-</errorlog><loglevel>1</loglevel></logging>
  <security><chroot>0</chroot>{owner}</security>
</icecast>
"""
OWNER = "<changeowner><user>icecast2</user><group>icecast</group></changeowner>"
"""icecast2 refuses to run as root."""


@dataclass
class Air:
    """The station plays a file; `cut` interrupts it, `resume` goes on where a live programme has come to."""

    port: int
    programme: Path
    began: datetime | None = None
    _feeder: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/live"

    @property
    def seconds(self) -> float:
        """How far the programme has come."""
        return 0.0 if self.began is None else (datetime.now(UTC) - self.began).total_seconds()

    def resume(self) -> None:
        at = self.seconds
        if self.began is None:
            self.began = datetime.now(UTC)
        command = [
            *("ffmpeg", "-nostdin", "-v", "error", "-re", "-ss", f"{at:.2f}", "-i", str(self.programme)),
            *("-c:a", "libmp3lame", "-b:a", "96k", "-content_type", "audio/mpeg", "-f", "mp3"),
            f"icecast://source:{PASSWORD}@127.0.0.1:{self.port}/live",
        ]
        self._feeder = subprocess.Popen(command)

    def cut(self) -> None:
        if self._feeder is not None:
            self._feeder.kill()
            self._feeder.wait()

    def wait(self, seconds: float) -> None:
        """Until the programme has come so far."""
        wait_until(lambda: self.seconds >= seconds, 400, f"second {seconds:.0f} of the programme")

    def at(self, seconds: float) -> datetime:
        """When that second of the programme was on air."""
        assert self.began is not None
        return self.began + timedelta(seconds=seconds)


@contextmanager
def on_air(folder: Path, programme: Path) -> Iterator[Air]:
    """A server that listens, with nothing fed to it yet."""
    port = free_port()
    owner = OWNER if os.geteuid() == 0 else ""
    config = folder / "icecast.xml"
    config.write_text(CONFIG.format(password=PASSWORD, port=port, owner=owner))
    with (folder / "icecast.log").open("wb") as log:
        server = subprocess.Popen(["icecast2", "-c", str(config)], stdout=log, stderr=log)
    air = Air(port, programme)
    try:
        wait_until(lambda: _answers(port), 30, "icecast2 answers")
        yield air
    finally:
        air.cut()
        server.kill()
        server.wait()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/status-json.xsl", timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
