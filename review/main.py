"""The review service's process: its composition root."""

import asyncio
import logging

import uvloop

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
from kernel.topics import FRAUD_FLAGS, PLAYS_SCORED
from review import audits, figures, limits, tariffs
from review.applying import Revisions
from review.database import Desk
from review.openapi import ABOUT
from review.routes import ROUTERS
from review.service import Service
from review.settings import ReviewSettings

LOG = logging.getLogger(__name__)

CALLERS = 2
"""Connections that callers are looked up with."""
COUNT_BEATS = 30
"""How often what waits is counted: a look at every held play."""
TIDY_BEATS = 600
"""How often the day is looked at to draw from, and what is old forgotten."""


def main() -> None:
    """Runs the service until SIGTERM or SIGINT; returns when everything in flight is settled."""
    settings = ReviewSettings()
    logs.configure("review", settings.log_level)
    uvloop.run(serve(settings))


async def serve(settings: ReviewSettings) -> None:
    """Makes the parts, serves, and closes them in the reverse order."""
    progress = Progress()
    codecs = Codecs(Registry(settings.registry))
    await asyncio.to_thread(outlast, lambda: [codecs.get(topic) for topic in (PLAYS_SCORED, FRAUD_FLAGS)], progress)
    address = settings.database.get_secret_value()
    database = Database(address, CALLERS)
    people = Tokens(settings.jwks_path, settings.issuer, settings.people_audience)
    sources = Tokens(settings.jwks_path, settings.issuer, settings.source_audience, scope=OWN)
    proofs = settings.proofs(settings.review_origins, settings.review_port)
    service = Service(
        database=database,
        callers=Callers(database, people, sources, settings.source_audience, proofs),
        clock=system_clock,
        body_bytes=limits.BODY_BYTES,
        body_seconds=settings.body_seconds,
        desk=Desk(address, settings.connections),
        tariffs=tariffs.read(),
        apply=Revisions(codecs),
    )
    app = application(service, ROUTERS, ABOUT, settings.max_requests)

    async def look(beat: int) -> None:
        await asyncio.to_thread(now_and_then, service, beat)

    service.desk.open()
    try:
        await serving.serve(app, service, settings, settings.review_host, settings.review_port, progress, look)
    finally:
        await asyncio.to_thread(service.desk.close)


def now_and_then(service: Service, beat: int) -> None:
    """Counts what waits, draws the audit sample and forgets what is old, in turn."""
    if beat % COUNT_BEATS == 0:
        with service.work() as work:
            figures.count(work)
    if beat % TIDY_BEATS == 0:
        with service.work() as work:
            figures.tidy(work)
        with service.work() as work:
            if drawn := audits.draw(work):
                LOG.info("drew %d accepted plays to be looked at", drawn)


if __name__ == "__main__":
    main()
