"""`injyana sources`, as a person at a shell uses it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import jwt
import pytest

from injyana.local.settings import LocalSettings


class Shell:
    """Runs the command against the stack, with a state folder of its own."""

    def __init__(self, stack: LocalSettings, state: Path) -> None:
        self._environment = os.environ | stack.environment() | {"INJYANA_STATE_DIR": str(state)}

    def sources(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "injyana"), "sources", *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def shell(stack: LocalSettings, tmp_path: Path) -> Shell:
    return Shell(stack, tmp_path)


def test_a_source_is_registered_suspended_resumed_and_listed(shell: Shell, tmp_path: Path) -> None:
    name = f"radio-{uuid4()}"
    made = json.loads(shell.sources("register", name, "--type", "radio", "--station", "one", "--json").stdout)
    assert (made["standing"], made["stations"]) == ("registered", ["one"])
    (key,) = json.loads((tmp_path / "public" / "jwks.json").read_text())["keys"]
    claims = jwt.decode(made["token"], jwt.PyJWK(key).key, ["EdDSA"], audience="injyana-gateway", issuer="injyana")
    assert claims["sub"] == name
    assert json.loads(shell.sources("suspend", name, "--json").stdout)["standing"] == "suspended"
    listed = {source["source_id"]: source for source in json.loads(shell.sources("list", "--json").stdout)}
    assert listed[name]["standing"] == "suspended"
    assert json.loads(shell.sources("resume", name, "--json").stdout)["standing"] == "registered"
    assert shell.sources("token", name).stdout.count(".") == 2


def test_what_cannot_be_done_is_said_in_one_line(shell: Shell) -> None:
    name = f"phone-{uuid4()}"
    unknown = shell.sources("token", name)
    assert unknown.returncode == 1
    assert "injyana sources register" in unknown.stderr
    assert "Traceback" not in unknown.stderr
    shell.sources("register", name, "--type", "phone")
    other = shell.sources("register", name, "--type", "dj")
    assert other.returncode == 1
    assert "another type" in other.stderr
    shell.sources("revoke", name)
    assert "for ever" in shell.sources("resume", name).stderr
