"""What the service does beside its calls: sends messages, looks up who asked for new passwords, forgets what is old."""

import asyncio
import logging
from typing import Final

from http_api.database import run
from identity import limits, throttle
from identity.accounts import passwords
from identity.accounts.statements import SQL as ACCOUNTS
from identity.clients.statements import SQL as CLIENTS
from identity.desk import Desk, Work
from identity.messages.sending import Sending
from identity.privacy import retention
from identity.sessions.statements import SQL as SESSIONS
from kernel.errors import Outage

LOG = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 1.0
"""How soon after its commit a message goes, at the latest."""
LOOK_BEATS: Final = 15
TIDY_BEATS: Final = 600
COARSE_DAYS: Final = 3
"""Days of plays whose places are made coarse at a time: a day may be millions of rows."""


async def keep_sending(sending: Sending) -> None:
    """Sends messages until it is cancelled; beside the process's beat, since a mail server may be slow."""
    while True:
        try:
            while await sending.once():
                pass
        except Outage as outage:
            LOG.warning("%s", outage)
        await asyncio.sleep(PAUSE_SECONDS)


async def look(desk: Desk, sending: Sending, beat: int) -> None:
    """What is to be done once a second, or now and then. DatabaseAway."""
    async with desk.work() as work:
        await passwords.prepare(work)
    if beat % LOOK_BEATS == 0:
        await sending.look()
    if beat % TIDY_BEATS == 0:
        if step := await asyncio.to_thread(desk.signer.rotate):
            LOG.info("%s", step)
        async with desk.work() as work:
            await tidy(work)
        if days := await retention.coarsen(desk, COARSE_DAYS):
            LOG.info("places of %d days were made coarse", days)


async def tidy(work: Work) -> None:
    """Forgets what nobody can use any more."""
    await throttle.forget(work.db, work.now)
    await run(work.db, ACCOUNTS["registrations_tidy"], {"before": work.now})
    await run(work.db, ACCOUNTS["resets_tidy"], {"before": work.now})
    await run(work.db, SESSIONS["challenges_tidy"], {"before": work.now})
    await run(work.db, CLIENTS["assertions_tidy"], {"before": work.now})
    await run(work.db, SESSIONS["sessions_tidy"], {"before": work.now - limits.KEPT})
