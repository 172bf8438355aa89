"""The Go server that the gateway is held against: built where Go is installed, served beside it."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from injyana.local.settings import ROOT
from tests.waiting import wait_until

SOURCE = ROOT / "benchmarks" / "peers" / "go_gateway"
FRONTS = "plain", "fast"
"""Go's own net/http and encoding/json, and fasthttp with sonic."""
BUILT = ROOT / ".local" / "bench" / "go_gateway"


def built() -> Path | None:
    """The program, made anew where its source changed; None where this machine has no Go."""
    go = shutil.which("go")
    if go is None:
        return None
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([go, "build", "-o", str(BUILT), "."], cwd=SOURCE, check=True)
    return BUILT


@contextmanager
def serving(
    program: Path, front: str, port: int, kafka: str, topic: str, token: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """The server's process while it serves on a port of this machine."""
    address = f"127.0.0.1:{port}"
    process = subprocess.Popen([str(program), front, address, kafka, topic, token, "bench"], env=dict(os.environ))
    try:
        wait_until(lambda: _ready(address) or process.poll() is not None, 20, "the Go server")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/health/ready").status_code == 200
    except httpx.TransportError:
        return False
