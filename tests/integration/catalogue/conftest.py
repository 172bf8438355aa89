"""What the tests of the catalogue ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from tests.integration.catalogue.desk import Desk
from tests.integration.catalogue.desk import desk as made


@pytest.fixture
def desk(database: str, tmp_path: Path, stack: LocalSettings) -> Iterator[Desk]:
    """A service on a fresh database."""
    with made(database, tmp_path, stack.registry) as desk:
        yield desk
