"""What the tests of the fallback ask for."""

from collections.abc import Iterator

import pytest

from injyana.local.settings import LocalSettings
from stream_processors.recognition.fallback.pace import connect
from tests.integration.fallback.world import FallbackWorld
from tests.integration.timescale.ledger import Ledger


@pytest.fixture
def world(database: str, stack: LocalSettings) -> Iterator[FallbackWorld]:
    """A ledger on a fresh database, and the shared Redis."""
    ledger = Ledger(database)
    with connect(stack.redis) as redis:
        yield FallbackWorld(ledger, redis)
    ledger.close()
