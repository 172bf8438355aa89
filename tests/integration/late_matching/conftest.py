"""What the tests of late matching ask for."""

from collections.abc import Iterator

import pytest

from tests.integration.late_matching.world import World
from tests.integration.timescale.ledger import Ledger


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """A ledger on a fresh database."""
    ledger = Ledger(database)
    yield World(ledger)
    ledger.close()
