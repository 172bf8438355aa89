"""What devices report: that something was heard, and what it was heard by."""

from datetime import datetime
from enum import StrEnum

from kernel.events.event import Event
from kernel.events.sources import SourceType
from kernel.ids import BatchId, EventId, SongId, SourceId, StationId, VenueId


class Kind(StrEnum):
    FINGERPRINT = "fingerprint"
    METADATA = "metadata"
    MANUAL = "manual"


class Algorithm(StrEnum):
    CHROMAPRINT = "chromaprint"


class Profile(StrEnum):
    LINE = "line"
    MIC = "mic"


class Location(Event, frozen=True, kw_only=True):
    lat: float
    lon: float
    accuracy_m: float | None = None


class Fingerprint(Event, frozen=True, kw_only=True):
    algorithm: Algorithm
    profile: Profile
    data: bytes
    offset_ms: int = 0


class Metadata(Event, frozen=True, kw_only=True):
    title: str
    artist: str
    album: str | None = None
    isrc: str | None = None


class Client(Event, frozen=True, kw_only=True):
    app: str
    version: str
    os: str | None = None


class Heard(Event, frozen=True, kw_only=True):
    """That something was heard: by whom, when, where and how long."""

    event_id: EventId
    source_id: SourceId
    source_type: SourceType
    kind: Kind
    played_at: datetime
    received_at: datetime
    duration_ms: int
    sent_at: datetime | None = None
    skew_ms: int = 0
    sequence: int | None = None
    location: Location | None = None
    district: str | None = None
    venue_id: VenueId | None = None
    station_id: StationId | None = None
    batch_id: BatchId
    content_hash: int


class Detection(Heard, frozen=True, kw_only=True):
    """A detection as the gateway accepted it."""

    fingerprint: Fingerprint | None = None
    metadata: Metadata | None = None
    song_id: SongId | None = None
    client: Client | None = None
