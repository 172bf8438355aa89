"""Accepted detections, read from their topics, and what PostgreSQL says became of them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import psycopg
from confluent_kafka import Message

from injyana.reconcile.account import Detection, End
from injyana.reconcile.marks import Marks, Topics
from injyana.reconcile.sql import sql
from kernel.codec import Codec, Codecs
from kernel.errors import Undecodable
from kernel.events.detections import Detection as Accepted
from kernel.replays import REPLAY_OF
from kernel.topics import DETECTIONS_BACKFILL, DETECTIONS_RAW
from ledger.copying import is_uuid

CHUNK = 2000
"""Detections looked for at once: some tens of milliseconds of the database."""


def accepted(topics: Topics, codecs: Codecs, starts: Marks, ends: Marks) -> Iterator[list[Detection]]:
    """What the gateway accepted between the marks, by the chunk; not replays of it. BrokerAway, RegistryAway."""
    codec = {topic.name: codecs.get(topic) for topic in (DETECTIONS_RAW, DETECTIONS_BACKFILL)}
    chunk: list[Detection] = []
    for message in topics.records(starts, ends):
        if REPLAY_OF in dict(message.headers() or ()):
            continue
        chunk.append(_detection(message, codec[message.topic() or ""]))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def ends_of(connection: psycopg.Connection[tuple[object, ...]], detections: Sequence[Detection]) -> list[End]:
    """Where each of them is now."""
    values = {
        "ids": [each.event_id for each in detections],
        "topics": [each.place[0] for each in detections],
        "partitions": [each.place[1] for each in detections],
        "offsets": [each.offset for each in detections],
    }
    return [End(str(end)) for (end,) in connection.execute(sql("ends"), values)]


def _detection(message: Message, codec: Codec[Accepted]) -> Detection:
    place = (message.topic() or "", message.partition() or 0)
    offset = message.offset() or 0
    try:
        value = message.value()
        event = codec.decode(value if isinstance(value, bytes) else None)
    except Undecodable:
        key = message.key() or b""
        source_id = key if isinstance(key, str) else key.decode("utf-8", "replace")
        received_at = datetime.fromtimestamp(message.timestamp()[1] / 1000, UTC)
        return Detection(place, offset, source_id.replace("\0", ""), None, received_at)
    event_id = event.event_id if is_uuid(event.event_id) else None
    return Detection(place, offset, event.source_id, event_id, event.received_at)
