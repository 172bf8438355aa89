"""Redis's commands that the figures use, on dicts: what a list of commands leaves behind."""

from collections.abc import Iterable
from typing import Any

from sinks.redis.figures import Command


class Model:
    """Hashes and sorted sets by key; expiries in seconds since 1970, as the commands say them."""

    def __init__(self) -> None:
        self.hashes: dict[str, dict[Any, Any]] = {}
        self.sorted: dict[str, dict[Any, float]] = {}
        self.expiries: dict[str, int] = {}

    def apply(self, commands: Iterable[Command]) -> "Model":
        for name, key, *rest in commands:
            getattr(self, f"_{str(name).lower()}")(str(key), *rest)
        return self

    def state(self) -> tuple[Any, Any]:
        return ({k: v for k, v in self.hashes.items() if v}, {k: v for k, v in self.sorted.items() if v})

    def _hset(self, key: str, *parts: Any) -> None:
        self.hashes.setdefault(key, {}).update(zip(parts[::2], parts[1::2], strict=True))

    def _zadd(self, key: str, *parts: Any) -> None:
        members = self.sorted.setdefault(key, {})
        greater = parts[0] == "GT"
        parts = parts[1:] if greater else parts
        for score, member in zip(parts[::2], parts[1::2], strict=True):
            members[member] = max(score, members.get(member, score)) if greater else score

    def _zrem(self, key: str, *gone: Any) -> None:
        for member in gone:
            self.sorted.get(key, {}).pop(member, None)

    def _zremrangebyrank(self, key: str, start: int, stop: int) -> None:
        ranked = sorted(self.sorted.get(key, {}), key=lambda member: (self.sorted[key][member], member))
        for member in ranked[start : max(0, len(ranked) + stop + 1)]:
            del self.sorted[key][member]

    def _zremrangebyscore(self, key: str, low: str, high: str) -> None:
        assert low == "-inf"
        limit = int(high.removeprefix("("))
        self.sorted[key] = {member: score for member, score in self.sorted.get(key, {}).items() if score >= limit}

    def _expireat(self, key: str, at: int) -> None:
        self.expiries[key] = at

    def _expire(self, key: str, seconds: int) -> None:
        self.expiries[key] = seconds
