"""What the tests of people ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.identity_people.office import Office
from tests.integration.identity_people.office import office as made


@pytest.fixture
def office(database: str, tmp_path: Path) -> Iterator[Office]:
    """A service on a fresh database."""
    with made(database, tmp_path) as office:
        yield office
