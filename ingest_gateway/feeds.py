"""A feed's CSV, whose first line names its columns, to items."""

import csv
import io
from typing import Final

import msgspec

from ingest_gateway import limits
from ingest_gateway.reported import FeedPlay
from kernel.problems import Problem, envelope

COLUMNS: Final = tuple(field.name for field in msgspec.structs.fields(FeedPlay) if field.name != "fingerprint")
REQUIRED: Final = ("played_at", "duration_ms", "title", "artist")
"""A line of CSV holds no fingerprint, so it names the song."""

NUMBERS: Final = frozenset({"duration_ms", "sequence"})
NUMBER_DIGITS: Final = 19


def rows(body: bytes) -> list[dict[str, str | int]]:
    """The lines as columns to values; empty cells are left out.

    Problem 400 where it is no CSV in UTF-8, 422 where the header lacks a column, or the lines are none or too many.
    """
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem(400, "not-csv", "The body is not CSV in UTF-8.", str(error)) from None
    lines = [line for line in lines if line]
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if missing := [name for name in REQUIRED if name not in header]:
        raise envelope(f"the first line must name the columns; {', '.join(missing)} missing of {', '.join(COLUMNS)}")
    if len(set(header)) != len(header):
        raise envelope("the first line names a column twice")
    items = [
        {name: _value(name, cell) for name, cell in zip(header, line, strict=False) if cell != ""} for line in lines[1:]
    ]
    if not 1 <= len(items) <= limits.ITEMS:
        raise envelope(f"there are {len(items)} lines after the header; 1 to {limits.ITEMS} are taken at once")
    return items


def _value(name: str, cell: str) -> str | int:
    return int(cell) if name in NUMBERS and cell.isdecimal() and len(cell) <= NUMBER_DIGITS else cell
