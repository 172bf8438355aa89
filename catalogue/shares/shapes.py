"""What calls about rights take and answer with."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from catalogue import limits
from catalogue.shapes import Said, Text, shown
from http_api.shapes import Id, Line, Shape

WHOLE = 1_000_000
"""Parts of a division."""


class RightType(StrEnum):
    """composition: authors and publishers of a work; performance, producer: performers and owner of a recording."""

    COMPOSITION = "composition"
    PERFORMANCE = "performance"
    PRODUCER = "producer"


class Kind(StrEnum):
    """What rights are in."""

    SONG = "song"
    WORK = "work"


HolderKind = Literal["person", "organisation"]
DisputeState = Literal["open", "settled", "withdrawn"]
Number = Annotated[str, StringConstraints(min_length=9, max_length=40, pattern=r"^[^\u0000]*$")]


class Holder(Shape):
    """Who is paid. IPI and ISNI are the trade's numbers, their check digits right."""

    holder_id: UUID
    name: str
    kind: HolderKind
    ipi: str | None
    isni: str | None
    user_id: UUID | None
    version: int
    created_at: datetime
    changed_at: datetime


class HolderPage(Shape):
    holders: list[Holder]
    next_cursor: str | None


class HolderSaid(Said):
    """All of a holder that people may change. `user_id` is the account that sees what is theirs."""

    model_config = shown({"name": "Mugisha Benjamin", "kind": "person", "ipi": "00014107338"})

    name: Line
    kind: HolderKind
    ipi: Number | None = None
    isni: Number | None = None
    user_id: UUID | None = None


class PartSaid(Said):
    holder_id: UUID
    parts_per_million: Annotated[int, Field(ge=1, le=WHOLE)]


class DivisionSaid(Said):
    """How a right is divided from a day on, up to and without `until`, or for good. The parts come to 1,000,000."""

    model_config = shown(
        {
            "since": "2026-01-01",
            "parts": [{"holder_id": "0d9f5e7a-3c1b-4a8e-9f21-6b5c4d3e2f10", "parts_per_million": 1000000}],
        }
    )

    since: date
    until: date | None = None
    parts: Annotated[list[PartSaid], Field(min_length=1, max_length=limits.HOLDERS)]


class Part(Shape):
    holder_id: UUID
    holder: str
    parts_per_million: int


class Division(Shape):
    """A right as it is divided, or was to be. Money is held unless `state` is clear.

    Days are those of Africa/Kigali, `until` is the first one on which it holds no more. `withdrawn_at` is set where
    another division took its place.
    """

    split_id: UUID
    right_type: RightType
    since: date
    until: date | None
    parts: list[Part]
    made_at: datetime
    withdrawn_at: datetime | None


class Right(Shape):
    """One right on one day. `missing`: nobody registered who has it; `disputed`: somebody says that it is wrong."""

    right_type: RightType
    state: Literal["clear", "missing", "disputed"]
    parts: list[Part]


class Rights(Shape):
    """The rights of a song, with those of its work, or of a work, on a day. `version` counts changes of its own."""

    kind: Kind
    id: str
    day: date
    rights: list[Right]
    version: int


class History(Shape):
    """Every division that was ever registered, the newest first."""

    divisions: list[Division]


class Dispute(Shape):
    """Somebody says that a division is wrong. `mine` says whether it was the caller."""

    dispute_id: UUID
    kind: Kind
    id: str
    right_type: RightType | None
    reason: str
    state: DisputeState
    resolution: str | None
    mine: bool
    opened_at: datetime
    closed_at: datetime | None


class DisputePage(Shape):
    disputes: list[Dispute]
    next_cursor: str | None


class DisputeSaid(Said):
    """What is wrong: all rights of a song or work, or one of them."""

    model_config = shown(
        {"kind": "song", "id": "1f0c7c1e-52a4-5c1f-9a3e-8b6a1d2c3e4f", "reason": "I sang the chorus, and have no part."}
    )

    kind: Kind
    id: Id
    right_type: RightType | None = None
    reason: Text


class SettleSaid(Said):
    model_config = shown({"resolution": "The contract of 2024 says so."})

    resolution: Text
