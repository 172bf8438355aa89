"""A running stack with songs, to which fleets report: where a fault test begins."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from injyana.local.stack import Stack
from simulation.catalogue import SimulatedSong
from tests.faults.harness import country
from tests.faults.harness.account import Account, account
from tests.faults.harness.fleet import Fleet
from tests.faults.harness.own_stack import own_stack, start
from tests.faults.harness.reporter import Reporter
from tests.faults.injectors.fault import Context

SOURCES = 60
"""A fleet of them has plays for ten minutes."""
PACE = 40.0
"""Plays a second: enough for every partition to be busy, and little for two cores."""


@dataclass
class Rig:
    """The stack, its songs, and the seed of everything that is left to chance."""

    stack: Stack
    songs: list[SimulatedSong]
    seed: int
    _numbers: Iterator[int] = field(default_factory=count)

    def fleet(self, name: str, sources: int = SOURCES, pace: float = PACE) -> Fleet:
        """A fleet of new sources that the gateway knows; it does not report yet. The same name plays the same."""
        tokens = country.sources(self.stack.local, sources)
        now = datetime.now(UTC)
        reporters = [
            Reporter(source, self.songs, now, f"{self.seed} {name} {number}") for number, source in enumerate(tokens)
        ]
        return Fleet(self.stack.local.gateway, reporters, tokens, pace, f"{self.seed} {name}")

    @contextmanager
    def under_load(self, name: str) -> Iterator[Context]:
        """A fleet that reports as long as the context lasts; at its end every play has its final answer.

        Everything runs when it begins, whatever came before. Outage.
        """
        start(self.stack)
        fleet = self.fleet(name)
        fleet.start()
        try:
            yield Context(self.stack, fleet, random.Random(f"{self.seed} {name}"))
        except BaseException:
            fleet.abandon()
            raise
        fleet.finish()

    def account(self, fleet: Fleet, since: datetime) -> Account:
        """Waits for quiet, and accounts for all that a finished fleet has sent."""
        return account(self.stack.local, [fleet], since)


@contextmanager
def rigged(seed: int) -> Iterator[Rig]:
    """A stack of its own, whole and running, with songs."""
    with own_stack() as stack:
        yield Rig(stack, country.songs(stack.local), seed)
