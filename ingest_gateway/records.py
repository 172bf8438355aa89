"""Detections as they go to Kafka, written as Avro while they are judged.

A Detection that is made only to be asked for its fields again would cost as much as all else that is done for a play.
Each field is written by the function that kernel/avro_writer.py makes for it from the schema; what is the same for many
plays is written once.
"""

from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from ingest_gateway import limits, reported
from kernel.avro_writer import EPOCH, field_writers, fields_writer
from kernel.codec import schema_text
from kernel.events.detections import Detection, Fingerprint, Location, Metadata
from kernel.events.sources import Source
from kernel.ids import BatchId
from kernel.topics import DETECTIONS_RAW

_SCHEMA: Final = msgspec.json.decode(schema_text(DETECTIONS_RAW.schema))
_COMMON: Final = ("source_id", "source_type", "received_at", "sent_at", "skew_ms", "district", "batch_id", "client")
"""What is the same for many plays."""
_WRITE: Final = field_writers(_SCHEMA, Detection)
_body: Final = fields_writer(_SCHEMA, Detection, {*_COMMON, "played_at"})

REMEMBERED: Final = 1024
"""Apps in their versions, and districts, that are remembered as they are written: some hundred bytes each."""
_district: Final = lru_cache(REMEMBERED)(_WRITE["district"])
_client: Final = lru_cache(REMEMBERED)(_WRITE["client"])
_milliseconds: Final = _WRITE["skew_ms"]


class Record(msgspec.Struct, frozen=True, gc=False):
    """A detection: whose it is, what is remembered of it, whether it goes to the lane of late ones, its Avro body."""

    event_id: str
    source_id: str
    content_hash: int
    late: bool
    body: bytes


class Sent(NamedTuple):
    """How far the source's clock was behind when it sent a play, and the two fields that say so."""

    behind_ms: int
    sent_at: bytes
    skew_ms: bytes


class Writer:
    """Writes the plays of one request."""

    __slots__ = ("_batch", "_received", "_sent", "_sent_at", "_source", "_source_id", "_source_type", "received_ms")

    def __init__(self, source: Source, batch_id: BatchId, received_at: datetime) -> None:
        self.received_ms = milliseconds(received_at)
        self._source_id = source.source_id
        self._source = _WRITE["source_id"](source.source_id)
        self._source_type = _WRITE["source_type"](source.source_type)
        self._received = _WRITE["received_at"](received_at)
        self._batch = _WRITE["batch_id"](batch_id)
        self._sent_at: datetime | None = None
        self._sent = _sent(None, 0)

    def sent(self, sent_at: datetime | None) -> Sent:
        """Received minus sent is how far the source's clock was behind. Most plays of a request were sent at once."""
        if sent_at != self._sent_at:
            self._sent = _sent(sent_at, 0 if sent_at is None else self.received_ms - milliseconds(sent_at))
            self._sent_at = sent_at
        return self._sent

    def record(
        self,
        play: reported.Play,
        played_ms: int,
        sent: Sent,
        content_hash: int,
        location: Location | None,
        district: str | None,
        fingerprint: Fingerprint | None,
        metadata: Metadata | None,
    ) -> Record:
        """The detection of a play that began at `played_ms` by our clock."""
        event_id = play.event_id.lower()
        body = _body(
            event_id,
            self._source,
            self._source_type,
            play.kind,
            _milliseconds(played_ms),
            self._received,
            play.duration_ms,
            sent.sent_at,
            sent.skew_ms,
            play.sequence,
            location,
            _district(district),
            play.venue_id,
            play.station_id,
            self._batch,
            content_hash,
            fingerprint,
            metadata,
            play.song_id,
            _client(play.client),
        )
        return Record(
            event_id, self._source_id, content_hash, self.received_ms - played_ms > limits.BACKFILL_AGE_MS, body
        )


def milliseconds(at: datetime) -> int:
    """Since 1970, rounded down."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def _sent(sent_at: datetime | None, behind_ms: int) -> Sent:
    return Sent(behind_ms, _WRITE["sent_at"](sent_at), _milliseconds(behind_ms))
