"""What calls about works take and answer with."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from catalogue.shapes import Said, shown
from http_api.shapes import Line, Shape

Iswc = Annotated[str, StringConstraints(min_length=11, max_length=40, pattern=r"^[^\u0000]*$")]
"""However it is written: `T-034.524.680-1`."""


class Work(Shape):
    """Words and music, whoever records them. `songs` counts the recordings."""

    work_id: str
    title: str
    iswc: str | None
    songs: int
    version: int
    created_at: datetime
    changed_at: datetime


class WorkPage(Shape):
    works: list[Work]
    next_cursor: str | None


class WorkSaid(Said):
    """All of a work that people may change."""

    model_config = shown({"title": "Naremeye", "iswc": "T-034.524.680-1"})

    title: Line
    iswc: Iswc | None = None
