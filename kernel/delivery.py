"""Whether a consumer still delivers what there is.

librdkafka's can fall silent for ever when its broker was killed and came back: it stays a member of its group, keeps
its partitions, reports no error, and fetches nothing (seen in tests/faults; its issue 4492 is like it). Only a new
consumer helps, so its process ends and is started again.
"""

from collections.abc import Mapping
from typing import Final

CHECK_SECONDS: Final = 5.0
SILENT_SECONDS: Final = 15.0
"""Records that can be read are fetched within a second; on a machine that is ten times too busy, within this."""

Place = tuple[str, int]


class Delivery:
    """Compares what was heard of each partition with where it ends. Pure: the times are handed in, in seconds."""

    def __init__(self) -> None:
        self._heard: dict[Place, int] = {}
        self._behind: dict[Place, float] = {}

    def begin(self, positions: Mapping[Place, int]) -> None:
        """From now on these partitions are read, from these offsets on; all others are forgotten."""
        self._heard = dict(positions)
        self._behind.clear()

    def heard(self, place: Place, offset: int) -> None:
        """The consumer delivered all that lies before this offset, or said that the partition ends there."""
        self._heard[place] = offset
        self._behind.pop(place, None)

    def resume(self) -> None:
        """The consumer was paused until now."""
        self._behind.clear()

    def silent(self, ends: Mapping[Place, int], now: float) -> list[Place]:
        """The partitions that for SILENT_SECONDS held committed records, of which nothing was heard."""
        for place, end in ends.items():
            if place in self._heard and self._heard[place] < end:
                self._behind.setdefault(place, now)
        return sorted(place for place, since in self._behind.items() if now - since >= SILENT_SECONDS)
