"""Who has to wait before trying again: counted in PostgreSQL, for accounts and for network addresses alike.

A try is counted before it is looked at, in a transaction of its own, so that many at once are many. An account that
does not exist is throttled like one that does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from http_api.database import Database, Db, row, run
from identity.master_keys import MasterKeys
from identity.refusals import wait
from identity.statements import SQL

LONGEST: Final = timedelta(minutes=15)
FORGOTTEN: Final = timedelta(hours=24)
IPV6_PREFIX: Final = 64
"""What one customer of a network has."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries are free; then each that fails doubles the time to wait for the next, from a second on."""

    what: str
    free: int


SIGN_IN: Final = Limit("sign-in", 5)
ADDRESS: Final = Limit("address", 50)
"""Of one network address: a carrier's NAT is thousands of phones, of which some mistype."""
SECOND_FACTOR: Final = Limit("second-factor", 5)
MESSAGES: Final = Limit("messages", 5)
"""Codes sent to one address."""
PASSWORD: Final = Limit("password", 5)
"""The present password, asked again of whoever is signed in."""


class Throttle:
    """Counts tries. `wait` is raised, as Problem 429, where one comes too early."""

    def __init__(self, database: Database, keys: MasterKeys) -> None:
        self._database = database
        self._keys = keys

    async def tried(self, now: datetime, *who: tuple[Limit, str]) -> None:
        """Counts a try by each of these. Problem 429, and nothing counted, where one of them must still wait."""
        async with self._database.transaction() as db:
            for limit, whose in sorted(who, key=lambda each: each[0].what):
                values = {"subject": self._subject(limit, whose), "now": now, "free": limit.free}
                found = await row(db, SQL["throttle_try"], values | {"longest": LONGEST, "forgotten": now - FORGOTTEN})
                if found is None:
                    raise await self._must_wait(db, now, values["subject"])

    async def succeeded(self, db: Db, *who: tuple[Limit, str]) -> None:
        """Forgets the tries of these, in the open transaction; of a network address, which is many people's, one."""
        for limit, whose in sorted(who, key=lambda each: each[0].what):
            name = "throttle_take_back" if limit is ADDRESS else "throttle_clear"
            await run(db, SQL[name], {"subject": self._subject(limit, whose)})

    async def _must_wait(self, db: Db, now: datetime, subject: object) -> Exception:
        found = await row(db, SQL["throttle_get"], {"subject": subject})
        return wait((found["free_at"] - now).total_seconds() if found else 1.0)

    def _subject(self, limit: Limit, whose: str) -> bytes:
        return self._keys.hashed(limit.what, whose)


def network(address: str) -> str:
    """What is throttled as one of an IP address: itself, or the /64 of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{found}/{IPV6_PREFIX}", strict=False)) if found.version == 6 else str(found)


async def forget(db: Db, now: datetime) -> None:
    """Forgets who need not wait any more."""
    await run(db, SQL["throttle_tidy"], {"before": now - FORGOTTEN})
