"""What roles mean for accounts."""

from typing import Final

from http_api.permissions import Role

SELF_CHOSEN: Final = (Role.ARTIST, Role.DJ, Role.VENUE_MANAGER)
"""Whoever registers may be one of these: none of them may do anything but with what is theirs."""
TWO_FACTORS: Final = (Role.ADMIN, Role.REVIEWER)
"""Nobody signs in as one of these with a password alone."""
NAMED: Final = (Role.ADMIN, Role.REVIEWER, Role.ANALYST)
"""Their deeds are shown under their names, so that no two of them share one."""
