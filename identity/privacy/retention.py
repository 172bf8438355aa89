"""What is kept no longer than it is needed: places become coarse after some months, a day at a time.

The district of a play stays, which totals and tariffs stand on. Nothing that counts changes.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from http_api.database import row, run
from identity.desk import Desk, Work
from identity.privacy.statements import SQL

PRECISE: Final = timedelta(days=90)
"""How long a place is kept as it was reported: appeals and second looks at fraud come within it. It is longer than
late uploads are taken (30 days), so that nothing precise comes behind the mark."""
COARSE_DEGREES: Final = 1
"""Decimals that are left: some 11 km."""
COARSE_M: Final = 10_000.0
"""The accuracy that a coarse place says of itself."""
JOB: Final = "coarse_places"
DAY: Final = timedelta(days=1)


async def coarsen(desk: Desk, days: int) -> int:
    """Makes places coarse that are due, `days` days of them at most; how many days were done.

    Each day is a transaction with its mark: killed half-way, it goes on where it was. Two at once take turns.
    """
    for done in range(days):
        async with desk.work() as work:
            if not await _next_day(work):
                return done
    return days


async def _next_day(work: Work) -> bool:
    await run(work.db, SQL["retention_begin"], {"job": JOB, "now": work.now})
    mark = await row(work.db, SQL["retention_hold"], {"job": JOB})
    begin: datetime | None = mark["done_before"] if mark else None
    if begin is None:
        return False
    end = begin + DAY
    if end > work.now - PRECISE:
        return False
    values = {"begin": begin, "end": end, "decimals": COARSE_DEGREES, "accuracy": COARSE_M, "now": work.now, "job": JOB}
    for step in ("coarsen_plays", "coarsen_unrecognised", "retention_done"):
        await run(work.db, SQL[step], values)
    return True


def day_of(at: datetime) -> datetime:
    """The beginning of its day in UTC."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
