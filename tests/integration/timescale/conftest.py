"""What the tests of the ledger's sink ask for."""

from collections.abc import Iterator

import pytest

from tests.integration.timescale.ledger import Ledger


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    """The sink on a fresh database."""
    made = Ledger(database)
    yield made
    made.close()
