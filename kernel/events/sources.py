"""Who may report plays."""

from datetime import datetime
from enum import StrEnum

from kernel.events.event import Event
from kernel.ids import ArtistId, SourceId, StationId, VenueId


class SourceType(StrEnum):
    PHONE = "phone"
    DJ = "dj"
    VENUE = "venue"
    RADIO = "radio"
    STREAMING = "streaming"


class Standing(StrEnum):
    REGISTERED = "registered"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class OpeningHours(Event, frozen=True, kw_only=True):
    """When a venue is open, in minutes after midnight in Kigali; it closes after midnight where closes <= opens."""

    venue_id: VenueId
    opens: int
    closes: int


class Reputation(Event, frozen=True, kw_only=True):
    """What a source earned by reviewed outcomes and hard rules, for plays received from `since` on.

    `good` and `bad` are decayed counts; `floor` is the 5 % quantile of Beta(good + 1, bad + 1).
    """

    since: datetime
    good: float
    bad: float
    floor: float


class Source(Event, frozen=True, kw_only=True):
    """Something that may report plays, its standing, and its reputations, the earliest first.

    `key_thumbprint` (RFC 7638) names the key that it proves itself with; None where it has none. `fingerprint` is a
    salted hash of what its hardware and app said they are, last; two sources may have the same, and one source may have
    had several, which `fingerprints` counts.
    """

    source_id: SourceId
    source_type: SourceType
    name: str
    standing: Standing
    stations: tuple[StationId, ...] = ()
    venues: tuple[VenueId, ...] = ()
    district: str | None = None
    plays_per_minute: int = 0
    attestation: str = "none"
    key_thumbprint: str | None = None
    fingerprint: str | None = None
    fingerprints: int = 0
    registered_at: datetime | None = None
    owner_artist_id: ArtistId | None = None
    opening_hours: tuple[OpeningHours, ...] = ()
    reputations: tuple[Reputation, ...] = ()
    changed_at: datetime
