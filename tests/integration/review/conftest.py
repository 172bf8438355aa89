"""What the tests of the review service ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.review.desk import Desk
from tests.integration.review.desk import desk as made


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    """A service on a fresh database."""
    with made(database, tmp_path) as desk:
        yield desk
