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
    READ_ARTISTS = "artists.read"
    CLAIM_ARTISTS = "artists.claim"
    EDIT_ARTISTS = "artists.edit"
    READ_SONGS = "songs.read"
    READ_OWN_SONGS = "songs.read_own"
    EDIT_SONGS = "songs.edit"
    EDIT_OWN_SONGS = "songs.edit_own"
    IMPORT_SONGS = "songs.import"
    READ_RIGHTS = "rights.read"
    READ_OWN_RIGHTS = "rights.read_own"
    EDIT_RIGHTS = "rights.edit"
    DISPUTE_RIGHTS = "rights.dispute"
    READ_VENUES = "venues.read"
    READ_OWN_VENUES = "venues.read_own"
    EDIT_VENUES = "venues.edit"
    EDIT_OWN_VENUES = "venues.edit_own"
    READ_STATIONS = "stations.read"
    READ_OWN_STATIONS = "stations.read_own"
    EDIT_STATIONS = "stations.edit"
    EDIT_OWN_STATIONS = "stations.edit_own"
    OWN_ACCOUNT = "account.own"
    OWN_DEVICES = "devices.own"
    MANAGE_DEVICES = "devices.manage"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_CLIENTS = "clients.manage"
    READ_AUDIT = "audit.read"
    PUBLIC = "public"
    """Anybody, without a token: operations and the description of the interface."""


_READ: Final = frozenset(
    {Permission.READ_CASES, Permission.READ_DECISIONS, Permission.READ_PLAYS, Permission.READ_RECONCILIATION}
)
_REVIEW: Final = _READ | {Permission.CLAIM, Permission.DECIDE, Permission.CONFIRM, Permission.READ_APPEALS}
_APPEAL: Final = frozenset({Permission.READ_OWN_PLAYS, Permission.READ_OWN_APPEALS, Permission.APPEAL})
_LOOK_UP: Final = frozenset({Permission.READ_ARTISTS, Permission.READ_SONGS})
_CATALOGUE: Final = _LOOK_UP | {Permission.READ_RIGHTS, Permission.READ_VENUES, Permission.READ_STATIONS}
_KEEP_CATALOGUE: Final = _CATALOGUE | {
    Permission.EDIT_ARTISTS,
    Permission.EDIT_SONGS,
    Permission.IMPORT_SONGS,
    Permission.EDIT_RIGHTS,
    Permission.EDIT_VENUES,
    Permission.EDIT_STATIONS,
}
_CREATE: Final = frozenset(
    {
        Permission.READ_ARTISTS,
        Permission.CLAIM_ARTISTS,
        Permission.READ_OWN_SONGS,
        Permission.EDIT_OWN_SONGS,
        Permission.READ_OWN_RIGHTS,
        Permission.DISPUTE_RIGHTS,
    }
)
_OWN_VENUES: Final = frozenset({Permission.READ_OWN_VENUES, Permission.EDIT_OWN_VENUES})
_OWN_STATIONS: Final = frozenset({Permission.READ_OWN_STATIONS, Permission.EDIT_OWN_STATIONS})
_ACCOUNT: Final = frozenset({Permission.OWN_ACCOUNT, Permission.OWN_DEVICES})
_MANAGE: Final = frozenset(
    {Permission.MANAGE_PEOPLE, Permission.MANAGE_CLIENTS, Permission.MANAGE_DEVICES, Permission.READ_AUDIT}
)

PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.ADMIN: _ACCOUNT | _REVIEW | _KEEP_CATALOGUE | _MANAGE,
    Role.REVIEWER: _ACCOUNT | _REVIEW | _CATALOGUE,
    Role.ANALYST: _ACCOUNT | _READ | _CATALOGUE,
    Role.ARTIST: _ACCOUNT | _APPEAL | _CREATE,
    Role.SOURCE: _APPEAL | _LOOK_UP | {Permission.READ_OWN_RECONCILIATION},
    Role.DJ: _ACCOUNT | _LOOK_UP,
    Role.VENUE_MANAGER: _ACCOUNT | _LOOK_UP | _OWN_VENUES,
    Role.STATION_OPERATOR: _ACCOUNT | _LOOK_UP | _OWN_STATIONS,
}
