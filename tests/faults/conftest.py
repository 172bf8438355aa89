"""What the faults need."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from tests.faults.broker import Broker
from tests.faults.harness.rig import Rig, rigged


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
def rig(seed: int) -> Iterator[Rig]:
    """A stack of its own, whole and running, with songs."""
    with rigged(seed) as made:
        yield made
