"""What did not agree, as it is told to people, programs and the table of gaps."""

from datetime import datetime
from typing import Any

import msgspec

from injyana.reconcile.account import Detection, End
from injyana.reconcile.judging import Kind, Wrong, numbers
from kernel.dimensions import window_key
from kernel.sink import Place

UNREAD = "unread"
KINDS = (End.MISSING.value, End.ROW.value, UNREAD, *(kind.value for kind in Kind))


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A gap. `subject` names it among those of its kind; `expected` and `found` are six measures of a total."""

    kind: str
    subject: str
    at: datetime
    source_id: str | None = None
    event_id: str | None = None
    topic: str | None = None
    partition: int | None = None
    record_offset: int | None = None
    expected: str = ""
    found: str = ""

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__struct_fields__}


def of_detection(detection: Detection, end: End) -> Gap:
    """An accepted detection that is nowhere."""
    return Gap(
        kind=end.value,
        subject=detection.subject,
        at=detection.received_at,
        source_id=detection.source_id,
        event_id=detection.event_id,
        topic=detection.place[0],
        partition=detection.place[1],
        record_offset=detection.offset,
    )


def of_total(wrong: Wrong) -> Gap:
    """A total that differs from what others say."""
    figure = wrong.figure
    return Gap(
        kind=wrong.kind.value,
        subject=f"{figure.window.value}|{window_key(figure.dimension, figure.id, figure.start)}",
        at=figure.start,
        expected=" ".join(map(str, numbers(wrong.expected))),
        found=" ".join(map(str, numbers(wrong.found))),
    )


def of_forgotten(place: Place, since: int, until: int, at: datetime) -> Gap:
    """Detections that Kafka's retention took before they were accounted for."""
    return Gap(
        kind=UNREAD,
        subject=f"{place[0]}/{place[1]}/{since}-{until}",
        at=at,
        topic=place[0],
        partition=place[1],
        record_offset=since,
    )
