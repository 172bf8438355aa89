"""Plays as rows of play_events and back: the columns, a row's text for COPY, and the play of a row that was read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from kernel.events.detections import Kind, Location, Metadata
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay, UnrecognizedPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import EventId
from kernel.stage import Received
from kernel.tracing import TRACEPARENT, Headers, header, trace_id
from ledger.copying import NULL, array, line, optional

PLAY_COLUMNS = (
    "event_id, source_id, source_type, kind, played_at, received_at, duration_ms, sent_at, skew_ms, sequence, "
    "lat, lon, accuracy_m, district, venue_id, station_id, batch_id, content_hash, "
    "origin_topic, origin_partition, origin_offset, trace_id, "
    "song_id, artist_id, isrc, method, confidence, margin, declared_title, declared_artist, declared_song_id, "
    "fingerprint_hash, index_version, verdict, previous_verdict, revision, revised_at, score, reasons, scored_by"
)


def play_row(received: Received[ScoredPlay], played_at: str | None = None) -> str:
    """A play for PLAY_COLUMNS; the text of its time is given where it is known already."""
    play = received.event
    declared = play.declared
    return line(
        (
            *heard_fields(play, received, played_at),
            play.song_id,
            play.artist_id,
            play.isrc or NULL,
            play.method,
            str(play.confidence),
            NULL if play.margin is None else str(play.margin),
            declared.title if declared else NULL,
            declared.artist if declared else NULL,
            play.declared_song_id or NULL,
            NULL if play.fingerprint_hash is None else str(play.fingerprint_hash),
            play.index_version,
            play.verdict,
            play.previous_verdict or NULL,
            str(play.revision),
            NULL if play.revised_at is None else str(play.revised_at),
            str(play.score),
            array(play.reasons) if play.reasons else "{}",
            play.scored_by,
        )
    )


def heard_fields(
    event: ScoredPlay | UnrecognizedPlay,
    received: Received[ScoredPlay] | Received[UnrecognizedPlay],
    played_at: str | None,
) -> tuple[str, ...]:
    """The columns from event_id to trace_id, which plays and unrecognised detections have in common."""
    location = event.location
    origin = event.origin
    return (
        event.event_id,
        event.source_id,
        event.source_type,
        event.kind,
        played_at or str(event.played_at),
        _shared(event.received_at),
        str(event.duration_ms),
        NULL if event.sent_at is None else _shared(event.sent_at),
        str(event.skew_ms),
        NULL if event.sequence is None else str(event.sequence),
        *((str(location.lat), str(location.lon), optional(location.accuracy_m)) if location else (NULL,) * 3),
        event.district or NULL,
        event.venue_id or NULL,
        event.station_id or NULL,
        event.batch_id,
        str(event.content_hash),
        origin.topic,
        str(origin.partition),
        str(origin.offset),
        trace_field(received.headers),
    )


def play_of(row: Sequence[Any]) -> ScoredPlay:
    """The play of a row of PLAY_COLUMNS as psycopg reads it, whatever the connection's time zone.

    It is what was written, less what play_events does not hold: the album and the ISRC that a source declared; and
    texts that were empty are missing.
    """
    (song_id, artist_id, isrc, method, confidence, margin, declared_title, declared_artist, declared_song_id,
     fingerprint_hash, index_version, verdict, previous_verdict, revision, revised_at, score, reasons,
     scored_by) = row[HEARD_COLUMNS:]  # fmt: skip
    return ScoredPlay(
        **heard_of(row),
        song_id=song_id,
        artist_id=artist_id,
        isrc=isrc,
        method=method,
        confidence=confidence,
        margin=margin,
        declared=None if declared_title is None else Metadata(title=declared_title, artist=declared_artist),
        declared_song_id=declared_song_id,
        fingerprint_hash=fingerprint_hash,
        index_version=index_version,
        verdict=Verdict(verdict),
        previous_verdict=previous_verdict and Verdict(previous_verdict),
        revision=revision,
        revised_at=revised_at and revised_at.astimezone(UTC),
        score=score,
        reasons=tuple(reasons),
        scored_by=scored_by,
    )


def heard_of(row: Sequence[Any]) -> dict[str, Any]:
    """The fields of Heard, and the origin, of a row that begins with the columns from event_id to trace_id."""
    (event_id, source_id, source_type, kind, played_at, received_at, duration_ms, sent_at, skew_ms, sequence,
     lat, lon, accuracy_m, district, venue_id, station_id, batch_id, content_hash,
     origin_topic, origin_partition, origin_offset) = row[:_TRACE]  # fmt: skip
    return {
        "event_id": EventId(str(event_id)),
        "source_id": source_id,
        "source_type": SourceType(source_type),
        "kind": Kind(kind),
        "played_at": played_at.astimezone(UTC),
        "received_at": received_at.astimezone(UTC),
        "duration_ms": duration_ms,
        "sent_at": sent_at and sent_at.astimezone(UTC),
        "skew_ms": skew_ms,
        "sequence": sequence,
        "location": None if lat is None else Location(lat=lat, lon=lon, accuracy_m=accuracy_m),
        "district": district,
        "venue_id": venue_id,
        "station_id": station_id,
        "batch_id": batch_id,
        "content_hash": content_hash,
        "origin": Origin(topic=origin_topic, partition=origin_partition, offset=origin_offset),
    }


def trace_of(row: Sequence[Any]) -> str | None:
    """The id of the trace that a detection came in with, of a row that begins with the columns to trace_id."""
    trace: str | None = row[_TRACE]
    return trace


_TRACE = PLAY_COLUMNS.split(", ").index("trace_id")
HEARD_COLUMNS = _TRACE + 1
"""How many columns plays and unrecognised detections have in common; they are the first ones."""


@lru_cache(maxsize=1000)
def _shared(at: datetime) -> str:
    """A time that all plays of an upload have in common."""
    return str(at)


def trace_field(headers: Headers) -> str:
    """The column trace_id of a record with these headers."""
    return trace_id(header(headers, TRACEPARENT)) or NULL
