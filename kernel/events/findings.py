"""What the second look is told, what it remembers, and what it finds."""

from datetime import datetime

import msgspec

from kernel.events.event import Event
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SongId, SourceId


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


class Sightings(Event, frozen=True, kw_only=True):
    """A payee's plays of one batch, for the second look."""

    artist_id: ArtistId
    sightings: tuple[Sighting, ...]


class PayeeDay(Event, frozen=True, kw_only=True):
    """What the second look remembers of a payee's plays of one day, packed, by the last bits of the sources' hashes."""

    artist_id: ArtistId
    day: datetime
    bucket: int
    data: bytes


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
    details: dict[str, str] = msgspec.field(default_factory=dict)
    version: str
