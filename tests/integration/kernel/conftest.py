"""A toy stage for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from tests.integration.kernel.toy import Toy, toy


@pytest.fixture
def stage(stack: LocalSettings, tmp_path: Path) -> Iterator[Toy]:
    """Topics, codecs and no worker yet."""
    with toy(stack, tmp_path) as made:
        yield made
