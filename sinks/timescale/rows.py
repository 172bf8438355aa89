"""Events as rows: the columns of each table in COPY's order, and the text of one row."""

import msgspec

from kernel.events.findings import Finding
from kernel.events.flags import FraudFlag
from kernel.events.plays import UnrecognizedPlay
from kernel.replays import ATTEMPTS, REPLAY_OF
from kernel.sink import Record
from kernel.stage import Received
from ledger.copying import (
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
from ledger.plays import heard_fields, trace_field

UNRECOGNISED_COLUMNS = (
    "event_id, source_id, source_type, kind, played_at, received_at, duration_ms, sent_at, skew_ms, sequence, "
    "lat, lon, accuracy_m, district, venue_id, station_id, batch_id, content_hash, "
    "origin_topic, origin_partition, origin_offset, trace_id, "
    "title, artist, album, isrc, song_id, algorithm, profile, fingerprint, fingerprint_offset_ms, reason, index_version"
)
FLAG_COLUMNS = (
    "flag_id, event_id, source_id, song_id, played_at, rule, severity, score, evidence, details, contributions, "
    "rules_version, origin_topic, origin_partition, origin_offset, trace_id"
)
FINDING_COLUMNS = (
    "finding_id, artist_id, kind, starts_at, ends_at, sources, score, evidence, details, version, "
    "record_partition, record_offset"
)
LETTER_COLUMNS = (
    "origin_topic, origin_partition, origin_offset, event_id, stage, error, message, attempts, key, value, headers, "
    "replay_of"
)


def unrecognised_row(received: Received[UnrecognizedPlay]) -> str:
    """A detection for UNRECOGNISED_COLUMNS."""
    event = received.event
    said, print_ = event.metadata, event.fingerprint
    return line(
        (
            *heard_fields(event, received, None),
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
            trace_field(received.headers),
        )
    )


def finding_row(received: Received[Finding]) -> str:
    """A finding for FINDING_COLUMNS."""
    finding, origin = received.event, received.origin
    return line(
        (
            finding.finding_id,
            finding.artist_id,
            finding.kind,
            str(finding.start),
            str(finding.end),
            array(finding.sources),
            str(finding.score),
            finding.evidence,
            json_text(finding.details),
            finding.version,
            str(origin.partition),
            str(origin.offset),
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
            str(number(said.get(ATTEMPTS), LARGEST_INTEGER) or 1),
            binary(record.key),
            binary(record.value),
            json_text(list(said.items())),
            optional(said.get(REPLAY_OF)),
        )
    )
