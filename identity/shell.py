"""Use cases without the service: one transaction on a connection of its own, for whoever is at a shell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from http_api.database import CONNECTING, wrapped
from identity.desk import Work
from identity.master_keys import MasterKeys
from kernel.clock import system_clock


@asynccontextmanager
async def work(database: str, keys: MasterKeys) -> AsyncIterator[Work]:
    """One transaction, committed at the end. DatabaseAway, Misconfigured."""
    with wrapped():
        async with await psycopg.AsyncConnection.connect(database, **CONNECTING) as db:
            yield Work(db, system_clock(), keys)
