"""Nonces that a service hands out, so that a proof's age is known whatever the device's clock says (RFC 9449, 8).

A nonce is a number of the service's time and a keyed hash of it: nothing is remembered, and every process that shares
the secret knows the nonces of all.
"""

import hmac
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from kernel.possession.keys import base64url

STEP_SECONDS: Final = 15
STEPS: Final = 8
"""A nonce is good for two minutes: it is asked for at once by whom it is given to."""
_HASH_BYTES: Final = 16


class Nonces:
    """Makes and knows nonces. The secret must be the same in every process behind one address."""

    def __init__(self, secret: bytes, now: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._now = now
        self._step = 0
        self._good: tuple[str, ...] = ()

    def current(self) -> str:
        """The nonce to hand out now."""
        return self._nonces()[0]

    def good(self, nonce: str) -> bool:
        """Whether it was handed out within the last two minutes. One step ahead is good too: clocks differ."""
        return nonce in self._nonces() or hmac.compare_digest(nonce.encode(), self._made(self._step + 1).encode())

    def _nonces(self) -> tuple[str, ...]:
        step = int(self._now() // STEP_SECONDS)
        if step != self._step:
            self._good = tuple(self._made(step - back) for back in range(STEPS))
            self._step = step
        return self._good

    def _made(self, step: int) -> str:
        number = step.to_bytes(8, "big")
        return base64url(number + hmac.digest(self._secret, number, sha256)[:_HASH_BYTES])
