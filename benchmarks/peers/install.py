"""Peers that recognise music, installed outside the repository: `python -m benchmarks.peers.install SOURCES`.

SOURCES holds their sources, which are on GitHub only, one folder each:

    git clone https://github.com/dpwe/audfprint SOURCES/audfprint   # cb03ba99
    git clone https://github.com/worldveil/dejavu SOURCES/dejavu    # e56a4a22
    git clone https://github.com/JorenSix/Olaf SOURCES/olaf         # e5d89fba

audfprint and Dejavu get a virtual environment each, with what they need from PyPI; Olaf's core is compiled by its own
Makefile (make, gcc). All of it lies in .local/peers.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from injyana.local.settings import ROOT
from kernel.errors import Misconfigured

FOLDER = ROOT / ".local" / "peers"
NEEDS = {
    "audfprint": ("numpy==2.4.6", "scipy==1.17.1", "docopt==0.6.2", "joblib==1.6.0", "psutil==7.2.2"),
    "dejavu": ("numpy==1.26.4", "scipy==1.11.4", "matplotlib==3.8.4", "pydub==0.25.1"),
}
OLAF = "olaf"


def installed() -> list[str]:
    """The peers that are there."""
    there = [name for name in NEEDS if python_of(name).exists()]
    return [*there, OLAF] if olaf_program().exists() else there


def source_of(name: str) -> Path:
    """Where a peer's source lies."""
    return FOLDER / name / "source"


def python_of(name: str) -> Path:
    """A peer's own Python."""
    return FOLDER / name / "venv" / "bin" / "python"


def olaf_program() -> Path:
    """Olaf's core, compiled."""
    return source_of(OLAF) / "bin" / "olaf_core"


def install(sources: Path) -> None:
    """Installs all three. Misconfigured where a source is missing; CalledProcessError where a step fails."""
    for name in (*NEEDS, OLAF):
        if not (sources / name).is_dir():
            raise Misconfigured(f"{sources / name} is missing. {__doc__}")
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        shutil.copytree(sources / name, source_of(name), ignore=shutil.ignore_patterns(".git"))
    for name, packages in NEEDS.items():
        subprocess.run([sys.executable, "-m", "venv", FOLDER / name / "venv"], check=True)
        subprocess.run([python_of(name), "-m", "pip", "install", "--quiet", *packages], check=True)
    quiet = subprocess.DEVNULL
    subprocess.run(["make", "compile_core"], cwd=source_of(OLAF), env=dict(os.environ), check=True, stderr=quiet)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    install(parser.parse_args().sources)
