"""The rules of api.md: what a source reported, to the record that is published, or to why it is rejected. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from ingest_gateway import limits, reported
from ingest_gateway.codes import Code, Rejected
from ingest_gateway.content import content_hash
from ingest_gateway.fingerprints import compressed
from ingest_gateway.places import district_of
from ingest_gateway.records import Record, Writer, milliseconds
from ingest_gateway.texts import isrc, text
from kernel.events.detections import Fingerprint, Kind, Location, Metadata
from kernel.events.sources import Source
from kernel.ids import BatchId, natural_event_id

_FINGERPRINT, _MANUAL = Kind.FINGERPRINT, Kind.MANUAL


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for every item of one request."""

    source: Source
    batch_id: BatchId
    received_at: datetime
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "writer", Writer(self.source, self.batch_id, self.received_at))

    @property
    def received_ms(self) -> int:
        return self.writer.received_ms


def judged(play: reported.Play, context: Context) -> Record:
    """The detection. Rejected.

    played_at is corrected by how far the source's clock was behind: received minus sent. The limits of age hold for the
    corrected time; the content's hash covers the time as the source said it.
    """
    source = context.source
    if play.source_id is not None and play.source_id != source.source_id:
        raise Rejected(Code.NOT_YOU, "source_id", f"The token is of {source.source_id}.")
    if play.venue_id is not None and play.venue_id not in source.venues:
        raise Rejected(Code.NOT_YOUR_VENUE, "venue_id")
    if play.station_id is not None and play.station_id not in source.stations:
        raise Rejected(Code.NOT_YOUR_STATION, "station_id")
    _content_fits(play)

    writer = context.writer
    received_ms = writer.received_ms
    said_ms = milliseconds(play.played_at)
    sent = writer.sent(play.sent_at)
    corrected_ms = said_ms + sent.behind_ms
    if corrected_ms < received_ms - limits.MAX_AGE_MS:
        raise Rejected(Code.TOO_OLD, "played_at")
    if corrected_ms > received_ms + limits.MAX_AHEAD_MS:
        raise Rejected(Code.IN_FUTURE, "played_at")

    fingerprint = None if play.fingerprint is None else _fingerprint(play.fingerprint)
    metadata = None if play.metadata is None else _metadata(play.metadata)
    location, district = None, source.district
    if play.location is not None:
        location = Location(lat=play.location.lat, lon=play.location.lon, accuracy_m=play.location.accuracy_m)
        district = district or district_of(location.lat, location.lon)
    said = content_hash(
        source.source_id,
        play.kind,
        said_ms,
        play.duration_ms,
        fingerprint,
        metadata,
        play.song_id,
        location,
        play.venue_id,
        play.station_id,
    )
    return writer.record(play, corrected_ms, sent, said, location, district, fingerprint, metadata)


def _content_fits(play: reported.Play) -> None:
    kind, fingerprint = play.kind, play.fingerprint
    if fingerprint is not None and kind is not _FINGERPRINT:
        raise Rejected(Code.KIND_MISMATCH, "fingerprint", f"A {kind} play holds no fingerprint.")
    if play.song_id is not None and kind is not _MANUAL:
        raise Rejected(Code.KIND_MISMATCH, "song_id", f"A {kind} play holds no song_id.")
    if fingerprint is not None:
        return
    if kind is _FINGERPRINT:
        raise Rejected(Code.NO_CONTENT, "fingerprint", "A fingerprint play needs a fingerprint.")
    if kind is Kind.METADATA and play.metadata is None:
        raise Rejected(Code.NO_CONTENT, "metadata", "A metadata play needs metadata.")
    if kind is _MANUAL and play.metadata is None and play.song_id is None:
        raise Rejected(Code.NO_CONTENT, "song_id", "A manual play needs a song_id, or title and artist.")


def _fingerprint(said: reported.Fingerprint) -> Fingerprint:
    return Fingerprint(
        algorithm=said.algorithm, profile=said.profile, data=compressed(said.data), offset_ms=said.offset_ms
    )


def _metadata(said: reported.Metadata) -> Metadata:
    return Metadata(
        title=text(said.title, "metadata.title"),
        artist=text(said.artist, "metadata.artist"),
        album=None if said.album is None else text(said.album, "metadata.album"),
        isrc=None if said.isrc is None else isrc(said.isrc, "metadata.isrc"),
    )


def of_feed(item: reported.FeedPlay, source_id: str, station_id: str) -> reported.Play:
    """A feed's line as a detection of its station. Rejected where it names no song and has no fingerprint."""
    start = str(milliseconds(item.played_at))
    metadata = None
    if item.title is not None and item.artist is not None:
        metadata = reported.Metadata(title=item.title, artist=item.artist, album=item.album, isrc=item.isrc)
    elif item.fingerprint is None or any((item.title, item.artist, item.album, item.isrc)):
        missing = "artist" if item.title is not None else "title"
        raise Rejected(Code.MISSING_FIELD, missing, f"{missing} is missing.")
    return reported.Play(
        event_id=item.event_id or natural_event_id(source_id, "feed", station_id, start),
        kind=Kind.METADATA if item.fingerprint is None else Kind.FINGERPRINT,
        played_at=item.played_at,
        duration_ms=item.duration_ms,
        fingerprint=item.fingerprint,
        metadata=metadata,
        station_id=station_id,
        sequence=item.sequence,
        sent_at=item.sent_at,
    )


def of_manual(item: reported.ManualPlay, source_id: str) -> reported.Play:
    """A log made by hand as a detection. Rejected where it has a title without an artist, or the reverse."""
    metadata = None
    if item.title is not None and item.artist is not None:
        metadata = reported.Metadata(title=item.title, artist=item.artist, album=item.album, isrc=item.isrc)
    elif (item.title is None) != (item.artist is None):
        missing = "artist" if item.artist is None else "title"
        raise Rejected(Code.MISSING_FIELD, missing, f"{missing} is missing.")
    what = item.song_id or f"{item.title}\x1f{item.artist}"
    natural = ("manual", item.venue_id or item.station_id or "", str(milliseconds(item.played_at)), what)
    return reported.Play(
        event_id=item.event_id or natural_event_id(source_id, *natural),
        kind=Kind.MANUAL,
        played_at=item.played_at,
        duration_ms=item.duration_ms,
        metadata=metadata,
        song_id=item.song_id,
        location=item.location,
        venue_id=item.venue_id,
        station_id=item.station_id,
        sequence=item.sequence,
        sent_at=item.sent_at,
        client=item.client,
    )
