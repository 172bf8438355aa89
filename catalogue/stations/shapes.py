"""What calls about stations take and answer with."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from catalogue import limits
from catalogue.shapes import Said, shown
from http_api.shapes import Id, Line, Shape

StationKind = Literal["radio", "television", "streaming"]
Url = Annotated[str, StringConstraints(min_length=10, max_length=limits.URL_CHARS)]


class StationSaid(Said):
    """All of a station that people may change. Kind and operator are changed by admins alone."""

    model_config = shown(
        {
            "name": "Radio Imirasire",
            "kind": "radio",
            "frequency_mhz": 101.9,
            "streams": ["https://stream.example.org/live"],
        }
    )

    name: Line
    kind: StationKind
    frequency_mhz: Annotated[float, Field(ge=0.1, le=9_999, allow_inf_nan=False)] | None = None
    district: Id | None = None
    streams: list[Url] = Field(default_factory=list, max_length=limits.STREAMS)
    operator_id: UUID | None = None


class Station(Shape):
    """A radio station, television channel or streaming service. `streams` are where it can be heard."""

    station_id: str
    name: str
    kind: StationKind
    frequency_mhz: float | None
    district: str | None
    streams: list[str]
    operator_id: UUID | None
    version: int
    created_at: datetime
    changed_at: datetime


class StationPage(Shape):
    stations: list[Station]
    next_cursor: str | None


def rounded(mhz: float | None) -> Decimal | None:
    """As it is stored: two digits."""
    return None if mhz is None else Decimal(repr(mhz)).quantize(Decimal("0.01"))
