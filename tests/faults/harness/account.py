"""The account after faults: every play by its id, and all sets of totals, of one moment at which nothing moved."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import psycopg
from redis import Redis

from injyana.accounts.totals import Difference
from injyana.demo.settle import Books, until
from injyana.local.settings import LocalSettings
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.registry import Registry
from tests.faults.harness.fates import KINDS, Fates, fates
from tests.faults.harness.fleet import Fleet
from tests.faults.harness.quiet import looking, until_quiet

STILL_SECONDS = 400.0
"""The second look may still change verdicts after the first quiet; it comes to an end."""


@dataclass(frozen=True, slots=True)
class Account:
    """What was found once all was quiet."""

    fates: Fates
    totals: dict[str, list[Difference]]
    """By the name of each other set of totals, where it differs from a recount of the ledger."""
    figures: int
    """How many totals were compared."""

    def wrong(self) -> Counter[str]:
        """How many of each kind are wrong."""
        differ = sum(len(found) for found in self.totals.values())
        return Counter({kind: len(getattr(self.fates, kind)) for kind in KINDS} | {"totals that differ": differ})

    def faults(self) -> dict[str, object]:
        """Whatever is wrong; empty where the counts are exact."""
        wrong: dict[str, object] = {**self.fates.faults()}
        wrong |= {
            f"the ledger against {name}": [f"{len(found)} differ", *map(str, found[:3])]
            for name, found in self.totals.items()
            if found
        }
        return wrong


def account(local: LocalSettings, fleets: Iterable[Fleet], since: datetime) -> Account:
    """Waits until all is quiet and compares. The fleets are finished; `since` is when the first of them began.

    A comparison while which something was written says nothing and is made again. AssertionError where quiet never
    comes.
    """
    parts = list(fleets)

    def once() -> tuple[bool, Account]:
        before = until_quiet(local)
        made = _compared(local, parts, since)
        with looking(local) as look:
            return look.ends() == before, made

    still, made = until(once, lambda answer: answer[0], STILL_SECONDS)
    assert still, "the stack did not come to rest: something goes on writing"
    return made


def _compared(local: LocalSettings, fleets: list[Fleet], since: datetime) -> Account:
    items = [item for fleet in fleets for item in fleet.items.values()]
    sources = [source for fleet in fleets for source in fleet.sources]
    refused = [text for fleet in fleets for text in fleet.refused]
    with psycopg.connect(local.database) as connection:
        found = fates(connection, items, sources, refused, since)
    with Redis.from_url(local.redis) as redis, closing(Registry(local.registry)) as registry:
        books = Books(local.database, local.kafka, Codecs(registry), redis, system_clock)
        return Account(found, books.compared(), books.figures)
