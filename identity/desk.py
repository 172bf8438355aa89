"""What use cases work with: the database with the time and the keys of one transaction, and the parts around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from http_api.database import Database, Db
from identity.master_keys import MasterKeys
from identity.passwords import Passwords
from identity.signing import Signer
from identity.throttle import Throttle
from kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction's work: whatever it does happens together, or not at all."""

    db: Db
    now: datetime
    keys: MasterKeys


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts. A use case that takes a desk opens its transactions itself: a failed try is to be counted too."""

    database: Database
    keys: MasterKeys
    passwords: Passwords
    throttle: Throttle
    signer: Signer
    clock: Clock

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """One transaction, committed at the end."""
        async with self.database.transaction() as db:
            yield Work(db, self.clock(), self.keys)
