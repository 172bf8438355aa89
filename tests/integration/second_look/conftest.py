"""What the tests of revisions and of the second look ask for."""

from collections.abc import Iterator

import pytest

from tests.integration.second_look.world import World
from tests.integration.timescale.ledger import Ledger


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """A ledger on a fresh database."""
    ledger = Ledger(database)
    yield World(ledger)
    ledger.close()
