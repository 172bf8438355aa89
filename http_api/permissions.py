"""Who may do what: one table. Every route declares one or several permissions, of which the caller needs one."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """The roles of `users`, and the source, which is no person."""

    ADMIN = "admin"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    ARTIST = "artist"
    DJ = "dj"
    VENUE_MANAGER = "venue_manager"
    STATION_OPERATOR = "station_operator"
    SOURCE = "source"


class Permission(StrEnum):
    READ_CASES = "cases.read"
    CLAIM = "cases.claim"
    DECIDE = "cases.decide"
    CONFIRM = "decisions.confirm"
    READ_DECISIONS = "decisions.read"
    READ_PLAYS = "plays.read"
    READ_OWN_PLAYS = "plays.read_own"
    READ_APPEALS = "appeals.read"
    READ_OWN_APPEALS = "appeals.read_own"
    APPEAL = "appeals.make"
    READ_RECONCILIATION = "reconciliation.read"
    READ_OWN_RECONCILIATION = "reconciliation.read_own"
    PUBLIC = "public"
    """Anybody, without a token: operations and the description of the interface."""


_READ: Final = frozenset(
    {Permission.READ_CASES, Permission.READ_DECISIONS, Permission.READ_PLAYS, Permission.READ_RECONCILIATION}
)
_REVIEW: Final = _READ | {Permission.CLAIM, Permission.DECIDE, Permission.CONFIRM, Permission.READ_APPEALS}
_APPEAL: Final = frozenset({Permission.READ_OWN_PLAYS, Permission.READ_OWN_APPEALS, Permission.APPEAL})

PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.ADMIN: _REVIEW,
    Role.REVIEWER: _REVIEW,
    Role.ANALYST: _READ,
    Role.ARTIST: _APPEAL,
    Role.SOURCE: _APPEAL | {Permission.READ_OWN_RECONCILIATION},
    Role.DJ: frozenset(),
    Role.VENUE_MANAGER: frozenset(),
    Role.STATION_OPERATOR: frozenset(),
}
