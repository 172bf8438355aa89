"""What people do to dead letters. Each action, its effect and its entry in the audit log are one transaction.

All functions work in the caller's open transaction (READ COMMITTED) and lock the letters until it ends: who comes
second finds what the first one did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg.rows import dict_row
from psycopg.types.json import Json

from kernel import outbox
from kernel.batch import RECORD_BYTES
from kernel.codec import Codecs
from kernel.errors import Refused
from kernel.replays import ATTEMPTS, REPLAY_FOR, REPLAY_OF
from ledger.copying import is_uuid
from ledger.dead_letters import content
from ledger.dead_letters.letter import Letter, LetterId, State
from ledger.dead_letters.store import Connection, named
from ledger.sql import sql

AT_ONCE = 100
"""Letters that one transaction should take at most: until it ends, other writers of the outbox wait."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when, and why."""

    name: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An entry of the audit log."""

    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    made_by: str
    made_at: datetime


Unchanged = tuple[LetterId, str]
"""A letter to which nothing was done, and why."""


def edit(connection: Connection, letter_id: LetterId, text: str, by: By, codecs: Codecs) -> Letter:
    """Gives a letter the content that the JSON says, and returns it. What came stays; a replay carries the new content.

    Refused, as `content.mended` does, and where the letter was replayed already. RegistryAway, psycopg.Error.
    """
    (letter,) = named(connection, [letter_id], lock=True)
    if letter.state is State.REPLAYED:
        raise Refused(f"{letter_id} was replayed already; if it was refused again, edit that letter")
    event, key, value = content.mended(letter, text, codecs)
    event_id = getattr(event, "event_id", None)
    if event_id is not None and not is_uuid(event_id):
        raise Refused(f"the id {event_id!r} is no UUID in its usual form")
    before = _content(letter, codecs)
    connection.execute(sql("letters_mend"), letter_id._asdict() | {"key": key, "value": value, "event_id": event_id})
    (after,) = named(connection, [letter_id])
    _note(connection, letter_id, "edit", before, _content(after, codecs), by)
    return after


def replay(connection: Connection, ids: Sequence[LetterId], by: By, *, dropped: bool = False) -> list[Unchanged]:
    """Puts records back to the topics that they came from, by way of the outbox, for those alone who refused them.

    Each keeps its key and its headers, so its trace. A letter is replayed once; one given up only if `dropped`.
    Returns the letters that were left as they are. Refused where there is no such letter. psycopg.Error.
    """
    left: list[Unchanged] = []
    for letter in named(connection, ids, lock=True):
        why = no_replay(letter, dropped=dropped)
        if why is not None:
            left.append((letter.id, why))
            continue
        key = _key(letter)
        row = outbox.put_as_it_is(connection, letter.id.topic, key, letter.content, _headers(letter))
        connection.execute(sql("letters_turn"), letter.id._asdict() | {"state": State.REPLAYED.value})
        after = {"state": State.REPLAYED.value, "outbox_id": row}
        _note(connection, letter.id, "replay", {"state": letter.state.value}, after, by)
    return left


def drop(connection: Connection, ids: Sequence[LetterId], by: By) -> list[Unchanged]:
    """Gives letters up, for a reason: they wait no longer, and their ids stay counted as dead.

    Returns the letters that were left as they are. Refused without a reason, or where there is no such letter.
    psycopg.Error.
    """
    if not by.reason.strip():
        raise Refused("a letter is given up for a reason: say it with --reason")
    left: list[Unchanged] = []
    for letter in named(connection, ids, lock=True):
        why = no_drop(letter)
        if why is not None:
            left.append((letter.id, why))
            continue
        connection.execute(sql("letters_turn"), letter.id._asdict() | {"state": State.DROPPED.value})
        _note(connection, letter.id, "drop", {"state": letter.state.value}, {"state": State.DROPPED.value}, by)
    return left


def history(connection: Connection, letter_id: LetterId) -> list[Action]:
    """What people did to a letter, in their order. psycopg.Error."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(sql("letters_actions"), letter_id._asdict()).fetchall()
    return [Action(**row | {"made_at": row["made_at"].astimezone(UTC)}) for row in rows]


def no_replay(letter: Letter, *, dropped: bool = False) -> str | None:
    """Why a letter cannot be replayed, or None where it can."""
    if letter.state is State.REPLAYED:
        return "was replayed already"
    if letter.state is State.DROPPED and not dropped:
        return "was dropped: --dropped takes it up again"
    try:
        content.topic_of(letter)
        _key(letter)
    except Refused as error:
        return str(error)
    if letter.content is not None and len(letter.content) > RECORD_BYTES:
        return f"has {len(letter.content)} bytes, more than Kafka takes with its headers"
    return None


def no_drop(letter: Letter) -> str | None:
    """Why a letter cannot be given up, or None where it can."""
    return None if letter.state is State.WAITING else f"was {letter.state} already"


def _key(letter: Letter) -> str:
    """The key of the record. Refused where it is none that a record of ours can have."""
    if letter.mended_key is not None:
        return letter.mended_key
    try:
        key = (letter.key or b"").decode()
    except UnicodeDecodeError:
        key = ""
    if not key or "\0" in key:
        raise Refused("its key is no text: an edit gives it the key of its content")
    return key


def _headers(letter: Letter) -> dict[str, str]:
    kept = {name: text for name, text in letter.headers if not name.startswith("dlq.")}
    return kept | {REPLAY_OF: str(letter.id), REPLAY_FOR: letter.id.stage, ATTEMPTS: str(letter.attempts)}


def _content(letter: Letter, codecs: Codecs) -> dict[str, Any]:
    return {"key": letter.mended_key or (letter.key or b"").decode("utf-8", "replace")} | content.shown(letter, codecs)


def _note(
    connection: Connection, letter_id: LetterId, action: str, before: dict[str, Any], after: dict[str, Any], by: By
) -> None:
    connection.execute(
        sql("letters_note"),
        letter_id._asdict()
        | {"action": action, "before": Json(before), "after": Json(after)}
        | {"reason": by.reason, "made_by": by.name, "made_at": by.at},
    )
