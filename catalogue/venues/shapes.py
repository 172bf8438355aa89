"""What calls about venues take and answer with."""

from datetime import datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from catalogue import limits
from catalogue.shapes import Said, shown
from http_api.shapes import Id, Line, Shape

VenueKind = Literal["bar", "club", "hotel", "restaurant", "shop", "hall", "transport", "other"]


class HoursSaid(Said):
    """From `opens` to `closes` in Africa/Kigali, on the next day where that is earlier. 1 is Monday, 7 is Sunday."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    opens: time
    closes: time


class PlaceSaid(Said):
    """Degrees north and east, within Rwanda."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class VenueSaid(Said):
    """All of a venue that people may change. What tariffs go by (kind, district, sector, place, capacity) and the
    manager are changed by admins alone."""

    model_config = shown(
        {
            "name": "Inyange Bar",
            "kind": "bar",
            "district": "Gasabo",
            "sector": "Remera",
            "capacity": 120,
            "hours": [{"weekday": 5, "opens": "17:00", "closes": "02:00"}],
        }
    )

    name: Line
    kind: VenueKind
    district: Id
    sector: Id | None = None
    street: Line | None = None
    place: PlaceSaid | None = None
    capacity: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    hours: list[HoursSaid] = Field(default_factory=list, max_length=limits.HOURS)
    manager_id: UUID | None = None


class Hours(Shape):
    """From `opens` to `closes` in Africa/Kigali, on the next day where that is earlier. 1 is Monday, 7 is Sunday."""

    weekday: int
    opens: time
    closes: time


class Place(Shape):
    """Degrees north and east."""

    lat: float
    lon: float


class Venue(Shape):
    """A place that plays music."""

    venue_id: str
    name: str
    kind: VenueKind
    district: str | None
    sector: str | None
    street: str | None
    place: Place | None
    capacity: int | None
    hours: list[Hours]
    manager_id: UUID | None
    version: int
    created_at: datetime
    changed_at: datetime


class VenuePage(Shape):
    venues: list[Venue]
    next_cursor: str | None


class Speaker(Shape):
    """A source that may report for it."""

    source_id: str
    source_type: str
    name: str
    standing: str


class Speakers(Shape):
    """Who may speak for it: the person who answers for it, and the sources that were registered for it."""

    person: UUID | None
    sources: list[Speaker]


class District(Shape):
    district: str
    sectors: list[str]


class Province(Shape):
    province: str
    districts: list[District]


class Country(Shape):
    """Rwanda's provinces, districts and sectors."""

    provinces: list[Province]
