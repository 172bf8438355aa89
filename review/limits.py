"""The limits of what the review service takes and gives, each with its unit and reason."""

from datetime import timedelta
from typing import Final

BODY_BYTES: Final = 512 * 1024
"""One request: the ids of 5,000 plays are 200 KB, and JSON may be written with blanks."""
PLAYS_PER_DECISION: Final = 5_000
"""Plays of one version of a case, the oldest first: what one transaction revises in some seconds. The rest is the next
version."""
REASON_CHARS: Final = 2_000
APPEAL_PLAYS: Final = 1_000
"""Plays of one appeal."""
APPEALS_A_DAY: Final = 20
"""Of one artist or source in 24 hours: each takes two people's time."""
LEASE: Final = timedelta(minutes=30)
"""How long a case is a reviewer's before others may take it; claiming it again renews it."""
AUDIT_PLAYS: Final = 20
"""Accepted plays drawn of each day: some 7,000 a year, enough to see one error in 1,000, and an hour's work a day."""
VERSIONS_KEPT: Final = timedelta(days=3)
"""How long what was shown can be decided on: a weekend."""
