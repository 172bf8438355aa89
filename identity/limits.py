"""The limits of what the identity service takes and gives, each with its unit and reason."""

from datetime import timedelta
from typing import Final

BODY_BYTES: Final = 256 * 1024
"""One request: passwords, names and public keys take some kilobytes, a chain of attestation certificates some tens."""
FORM_BYTES: Final = 16 * 1024
"""A request for a token: an assertion takes some hundred bytes."""
NAME_CHARS: Final = 100
CODE_TRIES: Final = 5
"""Of one code: then a new one is to be asked for."""
CODE_GOOD: Final = timedelta(minutes=15)
INVITATION_GOOD: Final = timedelta(days=7)
NEWS_GOOD: Final = timedelta(days=3)
"""What tells a person that something happened is sent so long."""
CHALLENGE_GOOD: Final = timedelta(minutes=10)
"""Between the password and the second factor, an app's setting up included."""
SESSION_GOOD: Final = timedelta(days=30)
"""Then the person signs in again, however often they were here."""
SESSION_IDLE: Final = timedelta(days=14)
"""A session that was not refreshed for so long is over."""
KEPT: Final = timedelta(days=90)
"""How long sessions that are over can be looked at."""
PROGRAM_CHARS: Final = 200
"""Of the User-Agent that a session is told by."""
RECOVERY_CODES: Final = 10
