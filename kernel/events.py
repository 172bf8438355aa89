"""Every event of the topics, frozen and typed. Fields are described in schemas/avro, which they mirror.

Events are made by a decode function and changed only by `evolve`. Times are aware and in UTC.
"""

from datetime import datetime
from enum import StrEnum
from typing import Self

import msgspec

from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId, StationId, VenueId


class SourceType(StrEnum):
    PHONE = "phone"
    DJ = "dj"
    VENUE = "venue"
    RADIO = "radio"
    STREAMING = "streaming"


class Kind(StrEnum):
    FINGERPRINT = "fingerprint"
    METADATA = "metadata"
    MANUAL = "manual"


class Algorithm(StrEnum):
    CHROMAPRINT = "chromaprint"


class Profile(StrEnum):
    LINE = "line"
    MIC = "mic"


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    HELD = "held"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


class Severity(StrEnum):
    HOLD = "hold"
    REJECT = "reject"


class Standing(StrEnum):
    REGISTERED = "registered"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Dimension(StrEnum):
    SONG = "song"
    ARTIST = "artist"
    STATION = "station"
    VENUE = "venue"
    DISTRICT = "district"
    SOURCE_TYPE = "source_type"
    COUNTRY = "country"


class Window(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every event shares. No event can hold itself, so the garbage collector need not look at any."""

    def evolve(self, **changes: object) -> Self:
        """The same event with other values; the only way to change one."""
        return msgspec.structs.replace(self, **changes)


class Origin(Event, frozen=True, kw_only=True):
    """The place of a detection in its topic."""

    topic: str
    partition: int
    offset: int


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


class UnrecognizedPlay(Detection, frozen=True, kw_only=True):
    """A detection that matched no song."""

    origin: Origin
    reason: str
    index_version: str


class RecognizedPlay(Heard, frozen=True, kw_only=True):
    """A detection and the song it was recognised as."""

    origin: Origin
    song_id: SongId
    artist_id: ArtistId
    isrc: str | None = None
    method: str
    confidence: float
    margin: float | None = None
    declared: Metadata | None = None
    declared_song_id: SongId | None = None
    fingerprint_hash: int | None = None
    index_version: str


class ScoredPlay(RecognizedPlay, frozen=True, kw_only=True):
    """A play with its verdict."""

    verdict: Verdict
    previous_verdict: Verdict | None = None
    revision: int = 0
    revised_at: datetime | None = None
    score: float
    reasons: tuple[str, ...] = ()
    scored_by: str


class FraudFlag(Event, frozen=True, kw_only=True):
    """One fraud rule that a play hit."""

    flag_id: str
    event_id: EventId
    source_id: SourceId
    song_id: SongId
    played_at: datetime
    rule: str
    severity: Severity
    score: float
    evidence: str
    details: dict[str, str] = {}
    rules_version: str
    origin: Origin


class SeenPlay(Event, frozen=True, kw_only=True):
    """What is remembered of one play; its moment is counted from the start of the hour that holds it."""

    event_id: bytes
    offset_ms: int
    duration_ms: int
    song_id: SongId
    outlet: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    skew_ms: int | None = None
    counted: bool


class SourceHour(Event, frozen=True, kw_only=True):
    """What the fraud stage remembers of one source and one hour of event time: its plays in the order of time."""

    source_id: SourceId
    hour: datetime
    plays: tuple[SeenPlay, ...]
    dropped: int = 0


class SourceIds(Event, frozen=True, kw_only=True):
    """The ids that the fraud stage saw of one source, packed; a source has several buckets, by the id's last bits."""

    source_id: SourceId
    bucket: int
    ids: bytes


class Measures(Event, frozen=True, kw_only=True):
    """Plays and how long they were heard, by verdict."""

    accepted_plays: int = 0
    accepted_ms: int = 0
    held_plays: int = 0
    held_ms: int = 0
    rejected_plays: int = 0
    rejected_ms: int = 0


class Delta(Measures, frozen=True, kw_only=True):
    """What one batch adds to a minute window of a dimension."""

    dimension: Dimension
    id: str
    minute: datetime
    made_at: datetime
    cause: str = "plays"


class WindowTotal(Measures, frozen=True, kw_only=True):
    """Absolute totals of one window."""

    dimension: Dimension
    id: str
    window: Window
    start: datetime


class Song(Event, frozen=True, kw_only=True):
    """A song of the catalogue with its fingerprints."""

    song_id: SongId
    title: str
    artist_id: ArtistId
    artist: str
    isrc: str | None = None
    duration_ms: int
    line: bytes = b""
    mic: bytes = b""
    version: int = 1


class Source(Event, frozen=True, kw_only=True):
    """Something that may report plays, and its standing."""

    source_id: SourceId
    source_type: SourceType
    name: str
    standing: Standing
    stations: tuple[StationId, ...] = ()
    venues: tuple[VenueId, ...] = ()
    district: str | None = None
    plays_per_minute: int = 0
    attestation: str = "none"
    changed_at: datetime


class OutboxPosition(Event, frozen=True, kw_only=True):
    """The last row of the outbox that was published."""

    last_id: int
