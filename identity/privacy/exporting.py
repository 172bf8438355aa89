"""Everything that is known of a person, as one ZIP: each kind as JSON, and as CSV for spreadsheets."""

import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg.rows import dict_row

from http_api.callers import Caller
from http_api.database import Row, rows
from identity import person_keys
from identity.accounts import own
from identity.desk import Work
from identity.privacy.statements import SQL
from identity.sealing import DataKey, Place

KINDS: Final = ("devices", "sessions", "consents", "audit", "decisions")
"""What is read at once; plays are read one after the other, since they may be many."""
AT_ONCE: Final = 2_000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula at the beginning of a cell (OWASP, CSV Injection)."""
README: Final = """\
What Injyana knows of you. Each kind is there twice: as JSON, and as CSV for spreadsheets.

account    your account
devices    your phones and computers
sessions   where you were signed in
consents   what you agreed to, and took back
plays      the music that your devices reported
audit      what you did, and what was done to your account
decisions  what you decided as a reviewer
"""


async def export(work: Work, by: Caller, path: Path) -> None:
    """Writes the caller's ZIP to the path. All of it is of one moment: the transaction's."""
    key = await person_keys.of(work.db, by.person, work.keys)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        _put(archive, "account", [(await own.me(work, by)).model_dump(mode="json")])
        for kind in KINDS:
            found = await rows(work.db, SQL[f"export_{kind}"], {"user_id": by.person})
            _put(archive, kind, [_opened(each, key) for each in found])
        await _put_plays(archive, work, by.person)


async def plays(work: Work, user_id: UUID) -> AsyncIterator[Row]:
    """What the person's devices reported, the oldest first."""
    async with work.db.cursor("plays", row_factory=dict_row) as cursor:
        cursor.itersize = AT_ONCE
        await cursor.execute(SQL["export_plays"], {"user_id": user_id})
        async for found in cursor:
            yield found


async def _put_plays(archive: zipfile.ZipFile, work: Work, user_id: UUID) -> None:
    """A line for each, in memory for AT_ONCE of them. They are read twice, for a ZIP takes one file at a time."""
    with archive.open("plays.json", "w", force_zip64=True) as file:
        before = b"[\n"
        async for found in plays(work, user_id):
            file.write(before + _json(found))
            before = b",\n"
        file.write(b"[]\n" if before == b"[\n" else b"\n]\n")
    with archive.open("plays.csv", "w", force_zip64=True) as file:
        first = True
        async for found in plays(work, user_id):
            file.write(_csv([found], heading=first))
            first = False


def _put(archive: zipfile.ZipFile, kind: str, found: list[Row]) -> None:
    archive.writestr(f"{kind}.json", json.dumps(found, indent=1, ensure_ascii=False, default=str) + "\n")
    archive.writestr(f"{kind}.csv", _csv(found, heading=True))


def _opened(found: Row, key: DataKey | None) -> Row:
    """The row with what was sealed for the person in clear."""
    plain = {name: value for name, value in found.items() if name != "seen_sealed"}
    if (sealed := found.get("seen_sealed")) is not None and key is not None:
        plain["seen"] = json.loads(key.open(bytes(sealed), Place("sessions", "seen_sealed", found["session_id"])))
    return plain


def _json(found: Mapping[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, default=str).encode()


def _csv(found: list[Row], heading: bool) -> bytes:
    """RFC 4180; a cell that a spreadsheet would calculate has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    if heading and found:
        writer.writerow(found[0])
    writer.writerows([_cell(value) for value in each.values()] for each in found)
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
