"""Events as rows: the columns of each table in COPY's order, and the text of one row."""

from datetime import datetime
from functools import lru_cache

import msgspec

from kernel.events import FraudFlag, Heard, ScoredPlay, UnrecognizedPlay
from kernel.sink import Record
from kernel.stage import Received
from kernel.tracing import TRACEPARENT, Headers, header, trace_id
from sinks.timescale.copying import (
    LARGEST_BIGINT,
    LARGEST_INTEGER,
    NULL,
    array,
    binary,
    clean,
    is_uuid,
    json_text,
    line,
    number,
    optional,
)

PLAY_COLUMNS = (
    "event_id, source_id, source_type, kind, played_at, received_at, duration_ms, sent_at, skew_ms, sequence, "
    "lat, lon, accuracy_m, district, venue_id, station_id, batch_id, content_hash, "
    "origin_topic, origin_partition, origin_offset, trace_id, "
    "song_id, artist_id, isrc, method, confidence, margin, declared_title, declared_artist, declared_song_id, "
    "fingerprint_hash, index_version, verdict, previous_verdict, revision, revised_at, score, reasons, scored_by"
)
UNRECOGNISED_COLUMNS = (
    "event_id, source_id, source_type, kind, played_at, received_at, duration_ms, sent_at, skew_ms, sequence, "
    "lat, lon, accuracy_m, district, venue_id, station_id, batch_id, content_hash, "
    "origin_topic, origin_partition, origin_offset, trace_id, "
    "title, artist, album, isrc, song_id, algorithm, profile, fingerprint, fingerprint_offset_ms, reason, index_version"
)
FLAG_COLUMNS = (
    "flag_id, event_id, source_id, song_id, played_at, rule, severity, score, evidence, details, contributions, rules_version, "
    "origin_topic, origin_partition, origin_offset, trace_id"
)
LETTER_COLUMNS = (
    "origin_topic, origin_partition, origin_offset, event_id, stage, error, message, attempts, key, value, headers"
)


def play_row(received: Received[ScoredPlay], played_at: str | None = None) -> str:
    """A play for PLAY_COLUMNS; the text of its time is given where it is known already."""
    play = received.event
    declared = play.declared
    return line(
        (
            *_heard(play, received, played_at),
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


def unrecognised_row(received: Received[UnrecognizedPlay]) -> str:
    """A detection for UNRECOGNISED_COLUMNS."""
    event = received.event
    said, print_ = event.metadata, event.fingerprint
    return line(
        (
            *_heard(event, received, None),
            *((said.title, said.artist, optional(said.album), optional(said.isrc)) if said else (NULL,) * 4),
            optional(event.song_id),
            *(
                (print_.algorithm, print_.profile, binary(print_.data), str(print_.offset_ms))
                if print_
                else (NULL,) * 4
            ),
            event.reason,
            event.index_version,
        )
    )


def flag_row(received: Received[FraudFlag]) -> str:
    """A flag for FLAG_COLUMNS."""
    flag = received.event
    return line(
        (
            flag.flag_id,
            flag.event_id,
            flag.source_id,
            flag.song_id,
            str(flag.played_at),
            flag.rule,
            flag.severity,
            str(flag.score),
            flag.evidence,
            json_text(flag.details),
            json_text(msgspec.to_builtins(flag.contributions)),
            flag.rules_version,
            flag.origin.topic,
            str(flag.origin.partition),
            str(flag.origin.offset),
            _trace(received.headers),
        )
    )


def letter_row(record: Record) -> str:
    """A record of a .dlq topic for LETTER_COLUMNS; one whose headers do not say where it lay before lay here."""
    said = {clean(name): clean(value.decode("utf-8", "replace")) for name, value in record.headers}
    origin = record.origin
    partition = number(said.get("dlq.partition"), LARGEST_INTEGER)
    offset = number(said.get("dlq.offset"), LARGEST_BIGINT)
    known = "dlq.topic" in said and partition is not None and offset is not None
    event_id = said.get("dlq.event_id", "")
    return line(
        (
            said["dlq.topic"] if known else origin.topic,
            str(partition if known else origin.partition),
            str(offset if known else origin.offset),
            event_id if is_uuid(event_id) else NULL,
            said.get("dlq.stage", ""),
            said.get("dlq.error", ""),
            said.get("dlq.message", ""),
            str(number(said.get("dlq.attempts"), LARGEST_INTEGER) or 1),
            binary(record.key),
            binary(record.value),
            json_text(list(said.items())),
        )
    )


def _heard(
    event: Heard, received: Received[ScoredPlay] | Received[UnrecognizedPlay], played_at: str | None
) -> tuple[str, ...]:
    location = event.location
    origin = received.event.origin
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
        _trace(received.headers),
    )


@lru_cache(maxsize=1000)
def _shared(at: datetime) -> str:
    """A time that all plays of an upload have in common."""
    return str(at)


def _trace(headers: Headers) -> str:
    return trace_id(header(headers, TRACEPARENT)) or NULL
