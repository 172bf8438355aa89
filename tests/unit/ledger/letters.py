"""Dead letters made for the tests."""

from datetime import UTC, datetime

from kernel.codec import Codecs
from kernel.events.detections import Detection, Kind, Metadata
from kernel.events.sources import SourceType
from kernel.ids import BatchId, EventId, SourceId
from kernel.topics import DETECTIONS_RAW
from ledger.dead_letters.letter import Letter, LetterId, State
from tests.unit.kernel.fixed_ids import FixedIds

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CODECS = Codecs(FixedIds())
EVENT_ID = "018f2f6e-7a10-7c3e-9d55-1f0a7a0e7c11"
DETECTION = Detection(
    event_id=EventId(EVENT_ID),
    source_id=SourceId("phone-1"),
    source_type=SourceType.PHONE,
    kind=Kind.METADATA,
    played_at=AT,
    received_at=AT,
    duration_ms=60_000,
    batch_id=BatchId("018f2f6e-7a10-7c3e-9d55-1f0a7a0e7c12"),
    content_hash=7,
    metadata=Metadata(title="Umuco", artist="Inyange"),
)


def letter(
    value: bytes | None = CODECS.get(DETECTIONS_RAW).encode(DETECTION),
    topic: str = DETECTIONS_RAW.name,
    key: bytes | None = b"phone-1",
    state: State = State.WAITING,
    event_id: str | None = EVENT_ID,
) -> Letter:
    """A letter of the recognition."""
    return Letter(
        id=LetterId(topic, 2, 41, "recognition"),
        event_id=event_id,
        error="Unprocessable",
        message="ValueError: damaged",
        attempts=1,
        key=key,
        value=value,
        headers=(("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("dlq.attempts", "1")),
        replay_of=None,
        state=state,
        mended_key=None,
        mended_value=None,
        recorded_at=AT,
    )
