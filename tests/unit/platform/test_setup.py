"""The set-up on a machine where it may not install anything."""

import shutil
import subprocess
from pathlib import Path

import pytest

from injyana.local.settings import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose list of packages names one that no machine has, for a user who is not root."""
    shutil.copytree(ROOT / "infra/setup", tmp_path / "infra/setup")
    (tmp_path / "infra/setup/debian-packages.txt").write_text("# a comment\nbash\ninjyana-no-such-package\n")
    fake = tmp_path / "bin/id"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho 1000\n")
    fake.chmod(0o755)
    return tmp_path


def test_without_root_it_says_exactly_what_to_install(checkout: Path) -> None:
    done = subprocess.run(
        ["sh", str(checkout / "infra/setup/setup.sh")],
        env={"PATH": f"{checkout / 'bin'}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].strip() == (
        "apt-get update && apt-get install -y --no-install-recommends injyana-no-such-package"
    )
    assert not (checkout / ".venv").exists()


def test_the_list_of_packages_is_one_name_a_line() -> None:
    lines = (ROOT / "infra/setup/debian-packages.txt").read_text().splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    assert len(set(names)) == len(names)
    assert all(name == name.strip() and " " not in name for name in names)
