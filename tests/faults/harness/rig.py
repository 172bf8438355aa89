"""A running stack with songs, to which fleets report: where a fault test begins."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from injyana.local.stack import Stack
from simulation.catalogue import SimulatedSong
from tests.faults.harness import country
from tests.faults.harness.account import Account, account
from tests.faults.harness.fleet import Fleet
from tests.faults.harness.own_stack import own_stack, start
from tests.faults.harness.reporter import Repeat, Reporter
from tests.faults.injectors.fault import Context

SOURCES = 60
"""A fleet of them has plays for ten minutes."""
PACE = 40.0
"""Plays a second: enough for every partition to be busy, and little for two cores."""
AGAIN_PACE = 150.0


@dataclass
class Rig:
    """The stack, its songs, and the seed of everything that is left to chance."""

    stack: Stack
    songs: Mapping[int, SimulatedSong]
    seed: int
    _senders: dict[str, httpx.Auth] = field(default_factory=dict)

    def fleet(
        self,
        name: str,
        sources: int = SOURCES,
        pace: float = PACE,
        copies: int = 1,
        clocks: Sequence[timedelta | None] = (None,),
    ) -> Fleet:
        """A fleet of new sources that the gateway knows; it does not report yet. The same name plays the same.

        Each upload is sent by so many clients at once; the sources' clocks are ahead by `clocks`, in turn.
        """
        senders = country.sources(self.stack.local, sources)
        now = datetime.now(UTC)
        reporters = [
            Reporter(source, self.songs, now, f"{self.seed} {name} {number}", clocks[number % len(clocks)])
            for number, source in enumerate(senders)
        ]
        self._senders |= senders
        return Fleet(self.stack.local.gateway, reporters, senders, pace, f"{self.seed} {name}", copies)

    def again(self, fleet: Fleet, copies: int = 1) -> Fleet:
        """A fleet that sends all that a finished one has sent, once more, and then has nothing left to report."""
        items = fleet.items.values()
        reporters = [Repeat(source, [item for item in items if item.source == source]) for source in fleet.sources]
        return Fleet(self.stack.local.gateway, reporters, self._senders, AGAIN_PACE, f"{self.seed} again", copies)

    @contextmanager
    def under_load(self, name: str, fleet: Fleet | None = None) -> Iterator[Context]:
        """A fleet that reports as long as the context lasts; at its end every play has its final answer.

        Everything runs when it begins, whatever came before. Outage.
        """
        start(self.stack)
        fleet = fleet or self.fleet(name)
        fleet.start()
        try:
            yield Context(self.stack, fleet, random.Random(f"{self.seed} {name}"))
        except BaseException:
            fleet.abandon()
            raise
        fleet.finish()

    def account(self, fleet: Fleet, since: datetime) -> Account:
        """Waits for quiet, and accounts for all that a finished fleet has sent since it began."""
        return account(self.stack.local, [fleet], since)


@contextmanager
def rigged(seed: int) -> Iterator[Rig]:
    """A stack of its own, whole and running, with songs."""
    with own_stack() as stack:
        yield Rig(stack, country.songs(stack.local), seed)
