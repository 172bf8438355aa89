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
    """What a hit does: nothing (it is kept for people to compare), hold, or reject."""

    NOTE = "note"
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


class Contribution(Event, frozen=True, kw_only=True):
    """A feature that a model found unusual: its value, the range that is normal, and its part in the score, 0 to 1."""

    feature: str
    value: float
    low: float
    high: float
    weight: float


class FraudFlag(Event, frozen=True, kw_only=True):
    """One fraud rule or model that a play hit."""

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
    contributions: tuple[Contribution, ...] = ()
    rules_version: str
    origin: Origin


class SourceDay(Event, frozen=True, kw_only=True):
    """What the fraud stage remembers of one ear of a source and one day of event time: its plays, packed, and figures.

    An ear is the source itself or, where `outlet` is set, one station or venue that it reports for.
    """

    source_id: SourceId
    outlet: str = ""
    day: int
    plays: bytes
    heard: bytes
    longest_ms: int
    own_plays: int = 0
    misnamed: int = 0
    caught: int = 0
    rejected: int = 0
    clock_moves: int = 0
    dropped: int = 0


class SourceIds(Event, frozen=True, kw_only=True):
    """The ids that the fraud stage saw of one source, packed; a source has several buckets, by the id's last bits."""

    source_id: SourceId
    bucket: int
    ids: bytes


class SourceProfile(Event, frozen=True, kw_only=True):
    """What the fraud stage knows of a source's habits: decayed figures of its last days, packed."""

    source_id: SourceId
    data: bytes


class Sighting(Event, frozen=True, kw_only=True):
    """One play as the second look needs it: who reported it, and how it stands among the source's other plays.

    `sequence_hash` stands for this song and the three before it, as the source played them, by `sequence_artists`
    artists; `share` is the payee's part of the source's recent plays, 0 to 1, of which there were `plays`, by as many
    artists as `artists` equally played ones would be; `age_days` is how long the source has been registered.
    """

    source_id: SourceId
    source_type: SourceType
    played_at: datetime
    duration_ms: int
    song_id: SongId
    fingerprint_hash: int | None = None
    sequence_hash: int | None = None
    lat: float | None = None
    lon: float | None = None
    outlet: str = ""
    share: float
    age_days: float | None = None
    score: float
    received_at: datetime | None = None
    sequence_artists: int | None = None
    plays: float | None = None
    artists: float | None = None


class PayeeDay(Event, frozen=True, kw_only=True):
    """What the second look remembers of a payee's plays of one day, packed, by the last bits of the sources' hashes."""

    artist_id: ArtistId
    day: datetime
    bucket: int
    data: bytes


class Sightings(Event, frozen=True, kw_only=True):
    """A payee's plays of one batch, for the second look."""

    artist_id: ArtistId
    sightings: tuple[Sighting, ...]


class Finding(Event, frozen=True, kw_only=True):
    """Sources that acted together for one payee in a window of event time; without sources it is withdrawn."""

    finding_id: str
    artist_id: ArtistId
    kind: str
    start: datetime
    end: datetime
    sources: tuple[SourceId, ...]
    score: float
    evidence: str
    details: dict[str, str] = {}
    version: str


class FraudModel(Event, frozen=True, kw_only=True):
    """One source type's part of a trained model: its manifest (JSON) and its arrays (.npz, never a pickle)."""

    version: str
    source_type: SourceType
    manifest: str
    arrays: bytes
    sha256: str


class ScheduledModel(Event, frozen=True, kw_only=True):
    """Which models judge the plays received from a moment on; None for the rules alone."""

    since: datetime
    live: str | None = None
    shadow: str | None = None


class ModelSchedule(Event, frozen=True, kw_only=True):
    """The order in which models were promoted, the earliest first."""

    models: tuple[ScheduledModel, ...]


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
    """Something that may report plays, its standing, and its reputations, the earliest first."""

    source_id: SourceId
    source_type: SourceType
    name: str
    standing: Standing
    stations: tuple[StationId, ...] = ()
    venues: tuple[VenueId, ...] = ()
    district: str | None = None
    plays_per_minute: int = 0
    attestation: str = "none"
    registered_at: datetime | None = None
    owner_artist_id: ArtistId | None = None
    opening_hours: tuple[OpeningHours, ...] = ()
    reputations: tuple[Reputation, ...] = ()
    changed_at: datetime


class OutboxPosition(Event, frozen=True, kw_only=True):
    """The last row of the outbox that was published."""

    last_id: int
