"""What the faults need."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from tests.faults.broker import Broker


@pytest.fixture
def broker(stack: LocalSettings, tmp_path: Path) -> Iterator[Broker]:
    made = Broker(stack, tmp_path / "broker")
    try:
        made.start()
        yield made
    finally:
        made.kill()
