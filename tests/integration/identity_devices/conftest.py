"""What tests of devices may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.identity_people.office import Office, office


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Office]:
    """A served identity service on a database of its own."""
    with office(database, tmp_path) as made:
        yield made
