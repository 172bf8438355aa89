"""The demonstration is the end-to-end test: on a stack of its own, fresh, and then again with every process killed.

Each run accounts for every accepted id and compares all totals itself; see injyana/demo/verdict.py for what it checks.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from injyana.local import processes
from injyana.local.settings import ROOT

OWN = {"INJYANA_STATE_DIR": ".local/test/demonstration", "INJYANA_PORT_OFFSET": "6000"}
SECONDS = 480


def injyana(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INJYANA_")}
    command = [str(Path(sys.executable).parent / "injyana"), *arguments]
    return subprocess.run(
        command, env=environment | OWN, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )


@pytest.mark.timeout(3 * SECONDS)
def test_every_play_is_accounted_for_also_when_each_process_is_killed() -> None:
    injyana("reset", "--yes")
    for arguments in (["demo"], ["demo", "--chaos"]):
        done = injyana(*arguments)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        report = json.loads((ROOT / ".local/reports/demo.json").read_text())
        held = {row["name"]: row["holds"] for row in report if row["holds"] is not None}
        assert len(held) >= 13
        assert all(held.values())
        if "--chaos" in arguments:
            assert done.stdout.count("SIGKILL") == len(processes.ALL)
    assert injyana("status").returncode == 1
    injyana("reset", "--yes")
