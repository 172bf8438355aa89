"""Which dead letters there are, read from PostgreSQL."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from kernel.errors import Refused
from ledger.dead_letters.letter import Letter, LetterId, Selection, State
from ledger.sql import sql

Connection = psycopg.Connection[Any]

ID_COLUMNS = "origin_topic, origin_partition, origin_offset, stage"
COLUMNS = (
    f"{ID_COLUMNS}, event_id, error, message, attempts, key, value, headers, replay_of, state, mended_key, "
    "mended_value, recorded_at"
)


def find(connection: Connection, selection: Selection, limit: int | None = None) -> list[Letter]:
    """The letters of a selection, the newest first. psycopg.Error."""
    return _letters(connection, sql("letters_find"), _told(selection) | {"limit": limit})


def ids(connection: Connection, selection: Selection) -> list[LetterId]:
    """The ids of a selection's letters, the oldest first. psycopg.Error."""
    query = sql("letters_find").replace("{columns}", ID_COLUMNS)
    rows = connection.execute(query, _told(selection) | {"limit": None}).fetchall()
    return [LetterId(*row) for row in reversed(rows)]


def named(connection: Connection, wanted: Sequence[LetterId], *, lock: bool = False) -> list[Letter]:
    """These letters in the order of their ids; with `lock` nobody else changes them until the transaction ends.

    Refused where there is none of that id. psycopg.Error.
    """
    columns = {
        "topics": [each.topic for each in wanted],
        "partitions": [each.partition for each in wanted],
        "offsets": [each.offset for each in wanted],
        "stages": [each.stage for each in wanted],
    }
    found = _letters(connection, sql("letters_lock" if lock else "letters_named"), columns)
    missing = set(wanted) - {letter.id for letter in found}
    if missing:
        raise Refused(f"there is no letter {', '.join(map(str, sorted(missing)))}: `injyana dlq list` shows them")
    return found


def _told(selection: Selection) -> dict[str, Any]:
    told = {field.name: getattr(selection, field.name) for field in fields(selection)}
    replay_of = None if selection.replay_of is None else str(selection.replay_of)
    return told | {"states": [state.value for state in selection.states], "replay_of": replay_of}


def _letters(connection: Connection, query: LiteralString, told: dict[str, Any]) -> list[Letter]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return [_letter(row) for row in cursor.execute(query.replace("{columns}", COLUMNS), told)]


def _letter(row: dict[str, Any]) -> Letter:
    place = LetterId(row.pop("origin_topic"), row.pop("origin_partition"), row.pop("origin_offset"), row.pop("stage"))
    return Letter(
        id=place,
        event_id=_text(row.pop("event_id")),
        headers=tuple(_pairs(row.pop("headers"))),
        state=State(row.pop("state")),
        recorded_at=row.pop("recorded_at").astimezone(UTC),
        **row,
    )


def _text(event_id: UUID | None) -> str | None:
    return None if event_id is None else str(event_id)


def _pairs(headers: Iterable[Sequence[str]]) -> Iterable[tuple[str, str]]:
    return ((name, text) for name, text in headers)
