"""What the tests of all services ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from injyana.local.settings import LocalSettings
from tests.integration.http_api.town import Town
from tests.integration.http_api.town import town as made


@pytest.fixture
def town(database: str, tmp_path: Path, stack: LocalSettings) -> Iterator[Town]:
    """On a fresh database."""
    with made(database, tmp_path, stack.registry) as town:
        yield town
