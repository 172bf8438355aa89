"""When the audio of a live stream was on air, by when it came."""

from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=2)
"""So long does a piece that came quickly say how late the others came; clocks that run apart are followed so."""


class AirTime:
    """Of one connection.

    Audio cannot come before it was on air, and servers send some older audio at once in the beginning: so the piece
    that came soonest after its turn tells when the stream's first sample was on air.
    """

    def __init__(self) -> None:
        self._soonest: deque[tuple[datetime, datetime]] = deque()

    def came(self, now: datetime, seconds: float) -> None:
        """By now, so many seconds of the stream have come."""
        zero = now - timedelta(seconds=seconds)
        while self._soonest and self._soonest[-1][1] >= zero:
            self._soonest.pop()
        self._soonest.append((now, zero))
        while now - self._soonest[0][0] > WINDOW:
            self._soonest.popleft()

    @property
    def zero(self) -> datetime:
        """When the stream's first sample was on air; LookupError before any came."""
        if not self._soonest:
            raise LookupError("no audio came yet")
        return self._soonest[0][1]
