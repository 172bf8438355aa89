"""The command line, as an operator of the stack under test uses it."""

import os
import subprocess
import sys
from pathlib import Path

from injyana.local.settings import ROOT, LocalSettings

SECONDS = 600


def injyana(local: LocalSettings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Runs `injyana …`; what it printed and its exit status."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "injyana"), *arguments],
        env={**os.environ, **local.environment()},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
