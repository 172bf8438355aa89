"""A person, as operators see one."""

from enum import StrEnum

import msgspec


class PersonRole(StrEnum):
    """Roles of people."""

    ADMIN = "admin"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    ARTIST = "artist"
    DJ = "dj"
    VENUE_MANAGER = "venue_manager"
    STATION_OPERATOR = "station_operator"


class PersonStanding(StrEnum):
    """Whether a person may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as operators see one; `artist_id` is the artist whose figures the person sees."""

    user_id: str
    name: str
    role: str
    standing: str
    artist_id: str | None = None
