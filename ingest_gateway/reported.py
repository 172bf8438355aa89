"""What a source says, as JSON: the shapes of api.md. Their limits are checked while they are decoded."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from ingest_gateway import limits
from kernel.events.detections import Algorithm, Kind, Profile

ID_TEXT_CHARS = 36
EventIdText = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\Z",
        description="UUID made by the source and the same at every resend: version 7, or 5 of a natural key.",
    ),
]
Time = Annotated[datetime, Meta(tz=True, description="RFC 3339 with an offset.")]
Duration = Annotated[
    int,
    Meta(ge=limits.MIN_DURATION_MS, le=limits.MAX_DURATION_MS, description="How long it was heard, milliseconds."),
]
Text = Annotated[str, Meta(description="1 to 300 characters without control characters; kept in NFC.")]
Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_CHARS)]
Short = Annotated[str, Meta(max_length=limits.ID_CHARS)]
Counter = Annotated[int, Meta(ge=0, le=limits.MAX_COUNTER, description="The source's own counter.")]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Refuses fields that it does not know, so that the usual item is decoded in one pass and others are counted."""


class Fingerprint(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    algorithm: Algorithm
    profile: Profile
    data: Annotated[
        str,
        Meta(max_length=limits.FINGERPRINT_CHARS, description="base64url of chromaprint's compressed form."),
    ]
    offset_ms: Annotated[
        int, Meta(ge=0, le=limits.MAX_DURATION_MS, description="Where in the listening the fingerprint begins.")
    ] = 0


class Metadata(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: Text
    artist: Text
    album: Text | None = None
    isrc: Annotated[str, Meta(description="ISRC, with or without hyphens.")] | None = None


class Location(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    accuracy_m: Annotated[float, Meta(ge=0, le=limits.MAX_ACCURACY_M)] | None = None


class Client(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    app: Short
    version: Short
    os: Short | None = None


class Play(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A detection."""

    event_id: EventIdText
    kind: Kind
    played_at: Time
    duration_ms: Duration
    fingerprint: Fingerprint | None = None
    metadata: Metadata | None = None
    song_id: Id | None = None
    location: Location | None = None
    venue_id: Id | None = None
    station_id: Id | None = None
    sequence: Counter | None = None
    sent_at: Time | None = None
    client: Client | None = None
    source_id: Id | None = None


class FeedPlay(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a station's as-run log, what it plays now, or what was heard of it: title and artist, a fingerprint, or
    all three. Without an event_id, one is made of station and start."""

    event_id: EventIdText | None = None
    played_at: Time
    duration_ms: Duration
    title: Text | None = None
    artist: Text | None = None
    album: Text | None = None
    isrc: str | None = None
    fingerprint: Fingerprint | None = None
    sequence: Counter | None = None
    sent_at: Time | None = None


class ManualPlay(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A play logged by hand: a song id, or title and artist. Without an event_id, one is made of what it says."""

    event_id: EventIdText | None = None
    played_at: Time
    duration_ms: Duration
    song_id: Id | None = None
    title: Text | None = None
    artist: Text | None = None
    album: Text | None = None
    isrc: str | None = None
    location: Location | None = None
    venue_id: Id | None = None
    station_id: Id | None = None
    sequence: Counter | None = None
    sent_at: Time | None = None
    client: Client | None = None


class Batch(msgspec.Struct, frozen=True):
    """The envelope: its items stay bytes, so that each is judged alone."""

    plays: list[msgspec.Raw]


class SoundPlay(Play, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A play whose id's digits are still to be looked at."""

    event_id: Annotated[str, Meta(min_length=ID_TEXT_CHARS, max_length=ID_TEXT_CHARS)]


class SoundBatch(msgspec.Struct, frozen=True):
    """An envelope around sound plays alone."""

    plays: list[SoundPlay]
