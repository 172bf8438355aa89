"""What the service answers of reconciliations: pydantic models, as in shapes.py."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from http_api.shapes import Shape

GapKind = Literal["missing", "row", "unread", "ledger", "rollups", "streamed", "redis", "disputed"]


class ReconciliationRun(Shape):
    """The last comparison."""

    began_at: datetime
    ended_at: datetime
    waits_for: list[str] = Field(description="Processes that were too far behind for what depends on them.")


class ReconciliationGap(Shape):
    """Something that does not agree."""

    kind: GapKind
    subject: str = Field(description="The record, or window, dimension, id and start of the total.")
    source_id: str | None
    event_id: UUID | None
    at: datetime = Field(description="When the detection was received, or where the window of the total begins.")
    expected: str = Field(description="Of a total: accepted, held and rejected plays, each with milliseconds.")
    found: str
    found_at: datetime
    seen_at: datetime


class ReconciledHour(Shape):
    """What became of what the gateway accepted of a source in an hour: accepted is the sum of the rest."""

    source_id: str
    hour: datetime
    accepted: int
    plays: int
    unrecognised: int
    dead: int
    duplicates: int
    in_flight: int
    missing: int


class Reconciliation(Shape):
    """Sources are shown their own hours and gaps."""

    last_run: ReconciliationRun | None = Field(description="Null before the first.")
    gaps: list[ReconciliationGap] = Field(description="Open ones, the newest first, 100 at the most.")
    hours: list[ReconciledHour]
    next_cursor: str | None = None
