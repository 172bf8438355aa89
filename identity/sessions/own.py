"""A person's own sessions."""

import json
from uuid import UUID

from http_api import audit
from http_api.callers import Caller
from http_api.database import Row, rows, run
from http_api.refusals import not_found
from identity import limits, person_keys
from identity.desk import Work
from identity.sealing import DataKey, Place
from identity.sessions.shapes import Session, SessionPage
from identity.sessions.statements import SQL

SHOWN = 100
"""Sessions, the newest first."""


async def listed(work: Work, by: Caller, current: UUID | None) -> SessionPage:
    """Where the caller is signed in."""
    key = await person_keys.of(work.db, by.person, work.keys)
    values = {"user_id": by.person, "now": work.now, "idle": work.now - limits.SESSION_IDLE, "limit": SHOWN}
    found = await rows(work.db, SQL["own_sessions"], values)
    return SessionPage(sessions=[_shown(each, key, current) for each in found])


async def end(work: Work, by: Caller, session_id: UUID, request_id: str) -> None:
    """Ends one of the caller's sessions. Problem 404, also where it is another's."""
    values = {"user_id": by.person, "session_id": session_id, "now": work.now}
    if not await run(work.db, SQL["own_session_end"], values):
        raise not_found("session", str(session_id))
    await audit.record(work.db, by, "session.ended", "session", str(session_id), request_id=request_id)


async def end_others(work: Work, by: Caller, current: UUID | None, request_id: str) -> None:
    """Ends all the caller's sessions but the current one."""
    values = {"user_id": by.person, "kept": current, "now": work.now}
    if await run(work.db, SQL["own_sessions_end"], values):
        await audit.record(work.db, by, "session.others_ended", "person", by.subject, request_id=request_id)


def _shown(found: Row, key: DataKey | None, current: UUID | None) -> Session:
    sealed, id_ = found.pop("seen_sealed"), found["session_id"]
    seen: Row = {"address": None, "program": None}
    if key is not None and sealed is not None:
        seen = json.loads(key.open(bytes(sealed), Place("sessions", "seen_sealed", id_)))
    return Session(**found, **seen, current=id_ == current)
