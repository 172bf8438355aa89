"""What the faults need."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.report import report
from injyana.local.settings import LocalSettings
from tests.faults.broker import Broker
from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig, rigged

TALLY = pytest.StashKey[Tally]()


@pytest.fixture
def broker(stack: LocalSettings, tmp_path: Path) -> Iterator[Broker]:
    made = Broker(stack, tmp_path / "broker")
    try:
        made.start()
        yield made
    finally:
        made.kill()


@pytest.fixture(scope="session")
def seed() -> int:
    """Of everything that is left to chance: `make faults SEED=n` runs the same again."""
    return int(os.environ.get("FAULT_SEED") or random.randrange(2**31))


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Tally:
    """Where each test notes its strikes and accounts; written down at the end."""
    return request.config.stash.setdefault(TALLY, Tally())


def pytest_terminal_summary(config: pytest.Config) -> None:
    """Writes .local/reports/faults.json after a run of the whole list, faults_in_brief.json after one of a part."""
    tally = config.stash.get(TALLY, None)
    if tally is not None and tally.accounts:
        report("faults" if config.option.markexpr == "" else "faults_in_brief", tally.rows())


@pytest.fixture(scope="session")
def rig(seed: int) -> Iterator[Rig]:
    """A stack of its own, whole and running, with songs."""
    with rigged(seed) as made:
        yield made
