"""Signs tokens with the key in force, which changes while the process runs."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from identity import rotation, tokens
from identity.keys import PRIVATE, SigningKey, signing_key
from kernel.clock import Clock, system_clock

ACCESS: Final = timedelta(minutes=15)
"""How long an access token lasts; nobody asks the database about it meanwhile but for the account's standing."""


class Signer:
    """The state folder's key, read again when its file changes. Misconfigured where it cannot be read."""

    def __init__(self, state: Path, clock: Clock = system_clock) -> None:
        self._state = state
        self._clock = clock
        self._key = signing_key(state)
        self._stamp = self._now()

    @property
    def key(self) -> SigningKey:
        """The key in force."""
        stamp = self._now()
        if stamp != self._stamp:
            self._key, self._stamp = signing_key(self._state), stamp
        return self._key

    def rotate(self) -> str | None:
        """Does the step of the rotation that is due, and says which."""
        return rotation.turn(self._state, self._clock())

    def access(self, user_id: UUID, session_id: UUID) -> tuple[str, datetime]:
        """An access token of a person, and when it expires."""
        return tokens.token_for_person(str(user_id), self.key, ACCESS, self._clock, sid=str(session_id))

    def client(self, source_id: str, client_id: UUID, scope: str) -> tuple[str, datetime]:
        """An access token of a program that speaks as a source, and when it expires."""
        return tokens.token_for_client(source_id, self.key, clock=self._clock, scope=scope, client_id=str(client_id))

    def _now(self) -> tuple[int, int] | None:
        try:
            found = (self._state / PRIVATE).stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino
