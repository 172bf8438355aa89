"""CSV (RFC 4180) as rows of songs, read line by line from any byte of the file on."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from catalogue.export import FORMULA
from kernel.errors import Refused

NEEDED: Final = frozenset({"title", "artist", "isrc"})
COLUMNS: Final = NEEDED | {"iswc", "duration_ms", "duration"}
IGNORED: Final = frozenset({"song_id", "artist_id", "version"})
"""Columns of our own export."""
DELIMITERS: Final = (",", ";", "\t")
RECORD_BYTES: Final = 64 * 1024
"""One row, with whatever is quoted in it."""
HOURS: Final = 24
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_SECONDS: Final = re.compile(r"\d{1,5}(?:\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line on which it begins, its cells by column, and the byte behind it. `wrong` is why it is no row."""

    line: int
    cells: dict[str, str]
    end: int
    end_line: int
    wrong: str | None = None


class Header:
    """What the first line says: the columns and how they are parted. Refused where it is no header of ours."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        first = file.readline(RECORD_BYTES)
        self.end = file.tell()
        try:
            text = first.decode("utf-8-sig").strip("\r\n")
        except UnicodeDecodeError:
            raise Refused("it is not UTF-8: save it as CSV UTF-8, or name its charset in Content-Type") from None
        self.delimiter, self.columns = max(
            ((each, _columns(text, each)) for each in DELIMITERS), key=lambda found: len(found[1])
        )
        self._check()

    def _check(self) -> None:
        if missing := NEEDED - set(self.columns):
            raise Refused(f"the first line names no column {', '.join(sorted(missing))}")
        if unknown := [each for each in self.columns if each not in COLUMNS | IGNORED]:
            raise Refused(f"the first line names columns that are not known: {', '.join(unknown)[:200]}")
        if len(set(self.columns)) < len(self.columns):
            raise Refused("the first line names a column twice")


def rows(file: BinaryIO, header: Header, start: int, line: int) -> Iterator[Row]:
    """The rows behind byte `start`, where line number `line` ended. Empty lines are passed over."""
    file.seek(max(start, header.end))
    while True:
        began = line + 1
        record, line, wrong = _record(file, line)
        if not record:
            return
        end = file.tell()
        if record.strip() and wrong is None:
            yield _row(record, header, began, end, line)
        elif wrong is not None:
            yield Row(began, {}, end, line, wrong)


def milliseconds(cells: dict[str, str]) -> int | None:
    """The length of a row's song: `duration_ms`, or `duration` in seconds or as 3:25; None where neither is there.

    ValueError where it is none, or a day and more.
    """
    if cells.get("duration_ms"):
        found = int(cells["duration_ms"])
    elif not (text := cells.get("duration", "")):
        return None
    elif clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(each or 0) for each in clock.groups())
        found = ((hours * 60 + minutes) * 60 + seconds) * 1000
    elif _SECONDS.fullmatch(text):
        found = round(float(text) * 1000)
    else:
        raise ValueError(text)
    if not 0 < found < HOURS * 3_600_000:
        raise ValueError(found)
    return found


def _record(file: BinaryIO, line: int) -> tuple[bytes, int, str | None]:
    """The bytes of a row, which goes on behind line ends within quotes; the line that it ends on; why it is none."""
    record, wrong = b"", None
    while part := file.readline(RECORD_BYTES):
        line += part.endswith(b"\n")
        if len(record) + len(part) > RECORD_BYTES:
            wrong = "it is too long: a quotation mark may be missing"
        else:
            record += part
        if not part.endswith(b"\n") and len(part) == RECORD_BYTES:
            continue
        if wrong is not None or record.count(b'"') % 2 == 0:
            break
    else:
        line += bool(record) and not record.endswith(b"\n")
    return record, line, wrong


def _row(record: bytes, header: Header, line: int, end: int, end_line: int) -> Row:
    try:
        text = record.decode()
        cells = next(csv.reader([text], delimiter=header.delimiter, strict=True))
    except UnicodeDecodeError:
        return Row(line, {}, end, end_line, "it is not UTF-8")
    except csv.Error as error:
        return Row(line, {}, end, end_line, f"it is no CSV: {error}")
    if len(cells) != len(header.columns):
        return Row(line, {}, end, end_line, f"it has {len(cells)} cells, and the first line {len(header.columns)}")
    return Row(line, dict(zip(header.columns, map(_plain, cells), strict=True)), end, end_line)


def _columns(text: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip().casefold() for cell in next(csv.reader([text], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return []


def _plain(cell: str) -> str:
    """A cell without blanks around it, and without the apostrophe that our export puts before formulas."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
