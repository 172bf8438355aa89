"""How many plays a source may report: a token bucket for each, kept in Redis, or here while Redis is away."""

import math
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from ingest_gateway import limits
from kernel.events.sources import Source, SourceType
from kernel.problems import Problem

PER_MINUTE: Final = {
    SourceType.PHONE: 60,
    SourceType.DJ: 60,
    SourceType.VENUE: 120,
    SourceType.RADIO: 600,
    SourceType.STREAMING: 6000,
}
"""Plays a minute where the registration says none: several times what one such source can hear."""
BURST: Final = 2 * limits.ITEMS
"""The least that a full bucket holds: a phone that was away for days sends two full requests at once."""
LOCAL_BUCKETS: Final = 100_000


class Rate(msgspec.Struct, frozen=True):
    """A source's bucket: plays a minute, and how many it holds when full."""

    per_minute: int
    burst: int

    @property
    def per_ms(self) -> float:
        return self.per_minute / 60_000


class Allowance(msgspec.Struct, frozen=True):
    """What a bucket said: whether the plays may pass, and how many more could."""

    rate: Rate
    passed: bool
    remaining: int
    cost: int

    def headers(self) -> dict[str, str]:
        """RateLimit-*: the bucket's size, what is left, and the seconds until it is full again."""
        reset = math.ceil((self.rate.burst - self.remaining) / self.rate.per_ms / 1000)
        return {
            "RateLimit-Limit": str(self.rate.burst),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(reset),
        }

    def refusal(self) -> Problem:
        """429, with the time after which so many plays may pass."""
        seconds = max(1, math.ceil((self.cost - self.remaining) / self.rate.per_ms / 1000))
        headers = self.headers() | {"Retry-After": str(seconds)}
        detail = f"{self.cost} plays asked, {self.remaining} left of {self.rate.per_minute} a minute."
        return Problem(429, "too-many-plays", "This source reports too many plays.", detail, headers)


def rate_of(source: Source) -> Rate:
    """The source's own rate, or that of its type."""
    return _rate(source.plays_per_minute or PER_MINUTE[source.source_type])


@lru_cache(maxsize=1024)
def _rate(per_minute: int) -> Rate:
    return Rate(per_minute, max(BURST, per_minute))


class LocalBuckets:
    """Token buckets in this process's memory."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, source_id: str, rate: Rate, cost: int) -> Allowance:
        """Takes `cost` plays from the bucket, all or none."""
        now = self._monotonic()
        tokens, at = self._buckets.get(source_id, (float(rate.burst), now))
        tokens = min(rate.burst, tokens + (now - at) * 1000 * rate.per_ms)
        passed = tokens >= cost
        if len(self._buckets) >= LOCAL_BUCKETS:
            self._buckets.clear()
        self._buckets[source_id] = (tokens - cost if passed else tokens), now
        return Allowance(rate, passed, int(self._buckets[source_id][0]), cost)
