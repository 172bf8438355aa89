"""The catalogue as text for other programs."""

import csv
import io
import json
from collections.abc import AsyncIterable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from kernel.events.songs import Song

COLUMNS = ("song_id", "title", "artist", "artist_id", "isrc", "duration_ms", "version")

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula at the beginning of a cell (OWASP, CSV Injection)."""


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


def lines(songs: Iterable[Song], form: Format) -> Iterator[str]:
    """A line for each song, each with its end; in CSV (RFC 4180) a line of names first.

    In CSV a text that a spreadsheet would calculate has an apostrophe before it; JSON lines hold texts as they are.
    """
    if form is Format.CSV:
        yield heading()
        yield from map(line, songs)
        return
    for song in songs:
        yield json.dumps({name: getattr(song, name) for name in COLUMNS}, ensure_ascii=False) + "\n"


async def write(songs: AsyncIterable[list[Song]], path: Path) -> None:
    """Writes a file of CSV while the songs are read."""
    with _file(path) as file:
        file.write(heading())
        async for some in songs:
            file.writelines(map(line, some))


def heading() -> str:
    """The first line of CSV: the columns."""
    return _csv(COLUMNS)


def line(song: Song) -> str:
    """A song as a line of CSV."""
    return _csv([_harmless(getattr(song, name)) for name in COLUMNS])


def _file(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _csv(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _harmless(cell: str | int | None) -> str | int:
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
