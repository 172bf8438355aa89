"""Rebuilds the live figures from the ledger while the sink runs, and makes them current in one step.

Exact, because
  1. from the moment at which the pending version is set, the sink writes every batch to it too (it watches the key);
  2. what the sink applied before that moment came from plays that lie before the ends of plays.scored of a moment
     later, and the snapshot is taken only when the ledger has passed those ends;
  3. the snapshot is laid under what the sink has written: an id that already has a total keeps it. Totals are absolute
     and each later one replaces the former, so the newest is streamed where there was any since, and stored elsewhere.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar
from uuid import uuid4

import msgspec
from redis import Redis
from redis.exceptions import ResponseError, WatchError

from kernel.clock import Clock, system_clock
from kernel.errors import Refused
from kernel.events.aggregates import WindowTotal
from kernel.topics import PLAYS_SCORED
from sinks.redis.figures import (
    Command,
    Place,
    active_commands,
    bound,
    expires,
    list_commands,
    measures_text,
    milliseconds,
)
from sinks.redis.keys import FigureKeys, Keys
from sinks.redis.ledger import ScoredPlays, Snapshot, snapshot
from sinks.redis.live import execute, redis_or_away, text, watch

LOG = logging.getLogger(__name__)

T = TypeVar("T")

LOCK_SECONDS = 60  # longer than any step between two renewals; after it a dead builder's place is free
CHUNK = 1000  # rows laid into Redis at once: a few milliseconds, in which nobody else is served
WAIT_SECONDS = 0.2  # between two looks at how far the ledger is
TAKEN_OVER = "another rebuild took over; this one is dropped"

# KEYS: totals, top, pending. ARGV: version, expiry, then id, total and accepted plays of each row.
UNDERLAY = """
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return redis.error_reply('TAKENOVER') end
for i = 3, #ARGV, 3 do
  if redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 and tonumber(ARGV[i + 2]) > 0 then
    redis.call('ZADD', KEYS[2], ARGV[i + 2], ARGV[i])
  end
end
redis.call('EXPIREAT', KEYS[1], ARGV[2])
redis.call('EXPIREAT', KEYS[2], ARGV[2])
return 1
"""
# KEYS: lock. ARGV: token. The lock is given back only by the one who holds it.
UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild laid into its version."""

    version: str
    totals: int
    plays: int
    seconds: float


@dataclass(slots=True)
class Rebuild:
    """One rebuild. `run` raises Outage where a server is away, and Refused where another rebuild is at work.

    After either, the figures that readers see are what they were.
    """

    client: Redis
    database: str
    bootstrap: str
    topic: str = PLAYS_SCORED.name
    keys: Keys = field(default_factory=Keys)
    clock: Clock = system_clock
    wait: Callable[[float], None] = time.sleep
    token: str = field(default_factory=lambda: str(uuid4()))

    def run(self) -> Rebuilt:
        """Builds a version, makes it current, and drops all others."""
        began = time.monotonic()
        self._lock()
        try:
            version = self._announce()
            with redis_or_away():
                totals, plays = self._load(version)
                self._swap(version)
                self._drop_others(version)
        finally:
            with redis_or_away():
                self.client.eval(UNLOCK, 1, self.keys.rebuilding, self.token)
        return Rebuilt(version, totals, plays, time.monotonic() - began)

    def _lock(self) -> None:
        with redis_or_away():
            if not self.client.set(self.keys.rebuilding, self.token, nx=True, ex=LOCK_SECONDS):
                raise Refused("the live figures are being rebuilt already; wait until that is done")

    def _renew(self) -> None:
        holder = self.client.get(self.keys.rebuilding)
        if holder is not None and text(holder) != self.token:
            raise Refused(TAKEN_OVER)
        self.client.set(self.keys.rebuilding, self.token, ex=LOCK_SECONDS)

    def _announce(self) -> str:
        version = f"v{self.clock():%Y%m%d%H%M%S}-{self.token[:8]}"
        with redis_or_away():
            self.client.set(self.keys.pending, version)
        return version

    def _load(self, version: str) -> tuple[int, int]:
        topic = ScoredPlays(self.bootstrap, self.topic)
        try:
            ends = topic.ends()
            while True:
                self._renew()
                with snapshot(self.database) as ledger:
                    if topic.passed(ledger.positions(self.topic), ends):
                        return self._underlay(ledger, version)
                self.wait(WAIT_SECONDS)
        finally:
            topic.close()

    def _underlay(self, ledger: Snapshot, version: str) -> tuple[int, int]:
        now = self.clock()
        to = self.keys.of(version)
        totals = sum(self._lay_totals(chunk, to, version) for chunk in chunks(ledger.totals(now), CHUNK))
        plays = 0
        for chunk in chunks(ledger.last_plays(now), CHUNK):
            lists: dict[str, dict[bytes, int]] = defaultdict(dict)
            for which, play in chunk:
                lists[which][msgspec.json.encode(play)] = milliseconds(play.played_at)
            self._guarded(
                version,
                (
                    command
                    for which, members in lists.items()
                    for command in list_commands(to.last(which), members, bound(which))
                ),
            )
            plays += len(chunk)
        seen = {source_id: milliseconds(at) for source_id, at in ledger.active_sources(now)}
        self._guarded(version, active_commands(seen, to))
        return totals, plays

    def _lay_totals(self, totals: list[WindowTotal], to: FigureKeys, version: str) -> int:
        self._renew()
        places: dict[Place, list[str | int]] = defaultdict(list)
        for total in totals:
            place: Place = (total.window, total.start, total.dimension)
            places[place] += (total.id, measures_text(total), total.accepted_plays)
        with self.client.pipeline(transaction=False) as pipe:
            for place, rows in places.items():
                names = [to.totals(*place), to.top(*place), self.keys.pending]
                pipe.eval(UNDERLAY, len(names), *names, version, expires(place[0], place[1]), *rows)
            try:
                pipe.execute()
            except ResponseError as error:
                if "TAKENOVER" in str(error):
                    raise Refused(TAKEN_OVER) from error
                raise
        return len(totals)

    def _guarded(self, version: str, commands: Iterable[Command]) -> None:
        self._renew()
        with self.client.pipeline(transaction=True) as pipe:
            watch(pipe, self.keys.pending)
            self._check_pending(pipe.get(self.keys.pending), version)
            pipe.multi()
            execute(pipe, commands)
            self._execute(pipe.execute)

    def _swap(self, version: str) -> None:
        with self.client.pipeline(transaction=True) as pipe:
            watch(pipe, self.keys.pending)
            self._check_pending(pipe.get(self.keys.pending), version)
            pipe.multi()
            pipe.set(self.keys.version, version)
            pipe.delete(self.keys.pending)
            self._execute(pipe.execute)

    def _execute(self, execute: Callable[[], object]) -> None:
        try:
            execute()
        except WatchError as error:
            raise Refused(TAKEN_OVER) from error

    def _check_pending(self, held: bytes | str | None, version: str) -> None:
        if held is None or text(held) != version:
            raise Refused(TAKEN_OVER)

    def _drop_others(self, version: str) -> None:
        """Frees what former versions and rebuilds that died have left."""
        ours = self.keys.of(version).prefix + ":"
        found = self.client.scan_iter(match=f"{self.keys.prefix}:v*:*", count=CHUNK)
        for chunk in chunks((key for key in found if not text(key).startswith(ours)), CHUNK):
            self.client.unlink(*chunk)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
