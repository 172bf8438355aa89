"""The catalogue service's process: its composition root."""

import asyncio
import contextlib
import logging
from datetime import timedelta

import uvloop

from catalogue import limits
from catalogue.imports.registering import Registering
from catalogue.jobs import queue
from catalogue.jobs.files import tidy
from catalogue.jobs.worker import Worker
from catalogue.openapi import ABOUT
from catalogue.routers import ROUTERS
from catalogue.service import Service
from catalogue.settings import CatalogueSettings
from catalogue.shelf import Shelf
from catalogue.storage import Storage
from catalogue.uploads.fingerprinting import Fingerprinting
from http_api import serving
from http_api.app import application
from http_api.callers import Callers
from http_api.database import Database
from kernel import logs
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.health import Progress
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.tokens import OWN, Tokens
from kernel.topics import CATALOGUE_SONGS, SOURCES

LOG = logging.getLogger(__name__)
COUNT_BEATS = 15
"""How often it is counted what waits."""
TIDY_BEATS = 3600
"""How often files are looked for that no job needs."""


def main() -> None:
    """Runs the service until SIGTERM or SIGINT; returns when everything in flight is settled."""
    settings = CatalogueSettings()
    logs.configure("catalogue", settings.log_level)
    uvloop.run(serve(settings))


async def serve(settings: CatalogueSettings) -> None:
    """Makes the parts, serves and works, and closes them in the reverse order."""
    progress = Progress()
    codecs = Codecs(Registry(settings.registry))
    await asyncio.to_thread(outlast, lambda: [codecs.get(topic) for topic in (CATALOGUE_SONGS, SOURCES)], progress)
    database = Database(settings.database.get_secret_value(), settings.connections)
    people = Tokens(settings.jwks_path, settings.issuer, settings.people_audience)
    sources = Tokens(settings.jwks_path, settings.issuer, settings.source_audience, scope=OWN)
    proofs = settings.proofs(settings.catalogue_origins, settings.catalogue_port)
    service = Service(
        database=database,
        callers=Callers(database, people, sources, settings.source_audience, proofs),
        clock=system_clock,
        body_bytes=limits.BODY_BYTES,
        body_seconds=settings.body_seconds,
        codecs=codecs,
        storage=Storage(settings.files_dir),
        shelf=Shelf(),
        file_seconds=settings.file_seconds,
    )
    app = application(service, ROUTERS, ABOUT, settings.max_requests)

    async def look(beat: int) -> None:
        """Counts what waits, and forgets files that a killed process left behind."""
        if beat % COUNT_BEATS == 0:
            await queue.count(database)
        if beat % TIDY_BEATS == 0:
            await tidy(database, service.storage)

    working = [asyncio.create_task(worker.run()) for worker in workers(service, settings.lease_seconds)]
    try:
        await serving.serve(app, service, settings, settings.catalogue_host, settings.catalogue_port, progress, look)
    finally:
        for task in working:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def workers(service: Service, lease_seconds: float) -> list[Worker]:
    """What works in the background: one at a time of each kind."""
    database, storage, lease = service.database, service.storage, timedelta(seconds=lease_seconds)
    return [
        Worker(database, storage, "upload", lease, Fingerprinting(database, storage, service.shelf)),
        Worker(database, storage, "import", lease, Registering(database, storage, service.codecs)),
    ]


if __name__ == "__main__":
    main()
