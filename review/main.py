"""The review service's process: its composition root."""

import asyncio
import contextlib
import logging

import uvloop

from kernel import logs
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.errors import Outage
from kernel.health import Progress
from kernel.http_server import Server, config
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.tokens import Tokens
from kernel.topics import FRAUD_FLAGS, PLAYS_SCORED
from review import audits, figures, tariffs
from review.app import application
from review.applying import Revisions
from review.callers import Callers
from review.database import Database
from review.service import Service
from review.settings import ReviewSettings

LOG = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
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
    database = Database(settings.database.get_secret_value(), settings.connections)
    people = Tokens(settings.jwks_path, settings.issuer, settings.people_audience)
    sources = Tokens(settings.jwks_path, settings.issuer, settings.source_audience)
    service = Service(
        database=database,
        callers=Callers(people, sources, settings.people_audience),
        tariffs=tariffs.read(),
        apply=Revisions(codecs),
        clock=system_clock,
        body_seconds=settings.body_seconds,
    )
    app = application(service, settings.max_requests)
    database.open()
    beating = asyncio.create_task(_beat(service, progress))
    try:
        serving = config(app, settings.review_host, settings.review_port, settings.header_seconds)
        await Server(serving, service, settings.drain_seconds).serve()
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating
        await asyncio.to_thread(database.close)
        LOG.info("ended: nothing is in flight")


async def _beat(service: Service, progress: Progress) -> None:
    """Tells the process's health, and does what is to be done now and then."""
    beat = 0
    while True:
        try:
            await asyncio.to_thread(now_and_then, service, beat)
            service.database_answers = True
            beat += 1
        except Outage as outage:
            if service.database_answers:
                LOG.warning("%s", outage)
            service.database_answers = False
        progress.turned(service.waits_for())
        await asyncio.sleep(BEAT_SECONDS)


def now_and_then(service: Service, beat: int) -> None:
    """Looks whether PostgreSQL answers; counts what waits, draws the audit sample and forgets what is old, in turn."""
    if beat % COUNT_BEATS == 0:
        with service.work() as work:
            figures.count(work)
    if beat % TIDY_BEATS == 0:
        with service.work() as work:
            figures.tidy(work)
        with service.work() as work:
            if drawn := audits.draw(work):
                LOG.info("drew %d accepted plays to be looked at", drawn)
    with service.database.transaction() as db:
        db.execute("SELECT")


if __name__ == "__main__":
    main()
