"""Passwords: argon2id (RFC 9106), and what a password must be like."""

import asyncio
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type
from zxcvbn import zxcvbn

SHORTEST: Final = 12
LONGEST: Final = 128
"""Characters: a sentence fits, and hashing stays cheap."""
JUDGED: Final = 64
"""Characters that are compared with lists of common passwords, names and patterns: the comparison's time grows with the
cube, and nothing that is long enough to be longer is weak for what it begins with."""
GUESSES: Final = 10**8
"""A password that is guessed within so many tries is too common: a year of what the throttle lets through is 10^5, and
one stolen hash costs a graphics card days."""
TIME_COST: Final = 3
MEMORY_KIB: Final = 64 * 1024
LANES: Final = 1
"""RFC 9106's second choice (3 passes over 64 MiB) with one lane: several people sign in side by side, so that no lane
would have a core of its own. Some 100 ms each."""
THREADS: Final = 2
"""Hashes at once: what they take of memory is bounded, and the rest of the process keeps a core."""


class BadPassword(ValueError):
    """The password is not to be used; the message says why."""


def normalised(password: str) -> str:
    """The password as it is hashed: NFKC (NIST SP 800-63B), so that all keyboards write the same."""
    return unicodedata.normalize("NFKC", password)


def judge(password: str, about: tuple[str, ...]) -> None:
    """BadPassword where it is too short or long, common, or made of what is known `about` the person.

    Common words, names, keyboards, dates and repetitions are looked up as zxcvbn does
    (https://www.usenix.org/conference/usenixsecurity16/technical-sessions/presentation/wheeler).
    """
    text = normalised(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise BadPassword(f"a password has {SHORTEST} to {LONGEST} characters")
    words = {part for each in about for cut in (r"$", r"@", r"[\s@.]+") for part in re.split(cut, each) if part}
    words |= {"injyana", *(each.replace(" ", "") for each in about)}
    if zxcvbn(text[:JUDGED], user_inputs=sorted(words))["guesses"] < GUESSES:
        raise BadPassword("this password is easily guessed; take some words that do not belong together")


class Passwords:
    """Hashes and verifies in a bounded pool of threads. Whoever asks waits in line."""

    def __init__(self, time_cost: int = TIME_COST, memory_kib: int = MEMORY_KIB, threads: int = THREADS) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, LANES, type=Type.ID)
        self._pool = ThreadPoolExecutor(threads, "passwords")
        self._decoy = self._hasher.hash("the password of nobody")
        self.verified = 0
        """How often a password was verified: as often for nobody's account as for somebody's."""

    async def judged(self, password: str, about: tuple[str, ...]) -> None:
        """BadPassword, as `judge` says."""
        await asyncio.get_running_loop().run_in_executor(self._pool, judge, password, about)

    async def hashed(self, password: str) -> str:
        """The hash with salt and parameters."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._hasher.hash, normalised(password))

    async def fits(self, password: str, stored: str | None) -> bool:
        """Whether it is the password of that hash; of None it never is, and takes as long to tell."""
        self.verified += 1
        against = self._decoy if stored is None else stored
        found = await asyncio.get_running_loop().run_in_executor(
            self._pool, self._verify, against, normalised(password)
        )
        return found and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than are in use now."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
