"""The worker of a kind of jobs: claims one, does it, forgets its file, and waits for the next."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from catalogue import limits
from catalogue.jobs import queue
from catalogue.jobs.files import forget
from catalogue.jobs.queue import Job, Kind, Lost
from catalogue.storage import Storage
from http_api.database import Database
from kernel.errors import Outage, Refused

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
"""How often it is looked whether there is work."""
RENEWALS = 4
"""Within one lease."""

Do = Callable[[Job], Awaitable[None]]
"""Does a job to its end, which it writes itself. Refused: the job is refused for that reason."""


class Worker:
    """One job of its kind at a time. Several processes may work at once; one that is killed is continued by another."""

    def __init__(self, database: Database, storage: Storage, kind: Kind, lease: timedelta, do: Do) -> None:
        self._database = database
        self._storage = storage
        self._kind: Kind = kind
        self._lease = lease
        self._do = do

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            try:
                while await self.work():
                    pass
            except Outage as outage:
                LOG.warning("%s", outage)
            except Exception:
                LOG.exception("a job failed; when its lease runs out it is tried again")
            await asyncio.sleep(LOOK_SECONDS)

    async def work(self) -> bool:
        """Does the oldest job that is due; whether there was one. Outage: it is done later."""
        async with self._database.transaction() as db:
            job = await queue.claim(db, self._kind, self._lease)
        if job is None:
            return False
        with contextlib.suppress(Lost):
            await self._try(job)
            await forget(self._database, self._storage, job.sha256)
        return True

    async def _try(self, job: Job) -> None:
        if job.attempts > limits.ATTEMPTS:
            await self._refuse(job, f"it ended whoever read it, {limits.ATTEMPTS} times")
            return
        renewing = asyncio.create_task(self._renew(job))
        try:
            await self._do(job)
        except Refused as refused:
            await self._refuse(job, str(refused))
        except (Outage, asyncio.CancelledError):
            await self._give_back(job)
            raise
        finally:
            renewing.cancel()

    async def _refuse(self, job: Job, reason: str) -> None:
        async with self._database.transaction() as db:
            await queue.end(db, job, reason)

    async def _give_back(self, job: Job) -> None:
        """Lets the next worker have it at once, as if it had not been claimed; else its lease runs out."""
        with contextlib.suppress(Outage):
            async with self._database.transaction() as db:
                await queue.give_back(db, job)

    async def _renew(self, job: Job) -> None:
        with contextlib.suppress(Lost):
            while True:
                await asyncio.sleep(self._lease.total_seconds() / RENEWALS)
                with contextlib.suppress(Outage):
                    async with self._database.transaction() as db:
                        await queue.renew(db, job)
