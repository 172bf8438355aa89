"""Runs a service as a process, until SIGTERM or SIGINT."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from http_api.idempotency import forget
from http_api.service import Service
from http_api.settings import HttpSettings
from kernel.errors import Outage
from kernel.health import Progress
from kernel.http_edge import Edge
from kernel.http_server import Server, config

LOG = logging.getLogger(__name__)
BEAT_SECONDS = 1.0
TIDY_BEATS = 600
"""How often old answers are forgotten."""

Look = Callable[[int], Awaitable[None]]
"""What a service does once a second beside serving; it is told how often it succeeded before. Outage: the next second
it is tried again."""


async def serve(
    app: Edge, service: Service, settings: HttpSettings, host: str, port: int, progress: Progress, look: Look
) -> None:
    """Serves; returns when everything in flight is settled and the database closed."""
    await service.database.open()
    beating = asyncio.create_task(_beat(service, progress, look))
    try:
        await Server(
            config(app, host, port, settings.header_seconds, settings.tls), service, settings.drain_seconds
        ).serve()
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating
        await service.database.close()
        LOG.info("ended: nothing is in flight")


async def _beat(service: Service, progress: Progress, look: Look) -> None:
    """Tells the process's health, and does what is to be done now and then."""
    beat = 0
    while True:
        try:
            await look(beat)
            async with service.database.transaction() as db:
                await db.execute("SELECT")
                if beat % TIDY_BEATS == 0:
                    await forget(db, service.clock())
            service.database_answers = True
            beat += 1
        except Outage as outage:
            if service.database_answers:
                LOG.warning("%s", outage)
            service.database_answers = False
        progress.turned(service.waits_for())
        await asyncio.sleep(BEAT_SECONDS)
