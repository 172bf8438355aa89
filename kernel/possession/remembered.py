"""Which proofs were used, for as long as they could be used again."""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Final

BYTES: Final = 16
MOST: Final = 250_000
"""Proofs in each of the two halves, some 25 MB. A process that sees more forgets the oldest early: the other memory,
Redis, knows them still, and what they carried is known by its event ids."""


class Remembered:
    """A bounded set of what came in the last `seconds`, in two halves of which the older is dropped as a whole."""

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._most = most
        self._new: set[bytes] = set()
        self._old: set[bytes] = set()
        self._turn_at = monotonic() + seconds

    def first(self, mark: bytes) -> bool:
        """Whether the mark comes for the first time; from now on it has come."""
        if self._monotonic() >= self._turn_at or len(self._new) >= self._most:
            idle = self._monotonic() >= self._turn_at + self._seconds
            self._old, self._new = set() if idle else self._new, set()
            self._turn_at = self._monotonic() + self._seconds
        if mark in self._new or mark in self._old:
            return False
        self._new.add(mark)
        return True


def mark_of(thumbprint: str, jti: str) -> bytes:
    """What is remembered of a proof: 16 bytes of a hash of its key and its jti, however long that is."""
    return sha256(f"{thumbprint}\n{jti}".encode()).digest()[:BYTES]
