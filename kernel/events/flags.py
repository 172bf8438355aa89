"""Why a play was judged as it was."""

from datetime import datetime
from enum import StrEnum

import msgspec

from kernel.events.event import Event, Origin
from kernel.ids import EventId, SongId, SourceId


class Severity(StrEnum):
    """What a hit does: nothing (it is kept for people to compare), hold, or reject."""

    NOTE = "note"
    HOLD = "hold"
    REJECT = "reject"


class Contribution(Event, frozen=True, kw_only=True):
    """A feature that a model found unusual: its value, the range that is normal, and its part in the score, 0 to 1."""

    feature: str
    value: float
    low: float
    high: float
    weight: float


class FraudFlag(Event, frozen=True, kw_only=True):
    """One fraud rule or model that a play hit."""

    flag_id: str
    event_id: EventId
    source_id: SourceId
    song_id: SongId
    played_at: datetime
    rule: str
    severity: Severity
    score: float
    evidence: str
    details: dict[str, str] = msgspec.field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    rules_version: str
    origin: Origin
