"""Sessions: families of refresh tokens, of which one is good at a time."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from http_api import audit
from http_api.database import row, run
from identity import limits, person_keys
from identity.desk import Desk, Work
from identity.one_time import new_token, token_hash
from identity.refusals import bad_refresh_token, not_signed_in
from identity.sealing import Place
from identity.sessions.statements import SQL
from kernel import metrics


class Seen(NamedTuple):
    """From where and with what a person signs in; kept for the person alone."""

    address: str
    program: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What whoever is signed in is given."""

    user_id: UUID
    session_id: UUID
    access_token: str
    expires_at: datetime
    refresh_token: str


async def begin(desk: Desk, work: Work, user_id: UUID, seen: Seen, request_id: str) -> Tokens:
    """A session of a person who has proven themselves. Problem 401 where the account was suspended meanwhile."""
    session_id, refresh = uuid4(), new_token()
    key = await person_keys.of(work.db, user_id, work.keys)
    told = json.dumps(seen._asdict())
    values = {
        "session_id": session_id,
        "user_id": user_id,
        "seen": key.seal(told, Place("sessions", "seen_sealed", session_id)) if key else None,
        "now": work.now,
        "expires_at": work.now + limits.SESSION_GOOD,
    }
    if not await run(work.db, SQL["session_put"], values):
        raise not_signed_in()
    await _put_refresh(work, session_id, refresh)
    await audit.record(work.db, f"person:{user_id}", "session.begun", "session", str(session_id), request_id=request_id)
    return Tokens(user_id, session_id, *desk.signer.access(user_id, session_id), refresh)


async def refresh(desk: Desk, token: str) -> Tokens:
    """The next tokens of a session. Problem 401.

    A token that comes twice was stolen, or its answer was lost: the two cannot be told apart, so the whole session
    ends, also where both come at once, and the person signs in again. There is no time of grace: whoever stole a token
    would use it in that time.
    """
    hashed, fresh = token_hash(token), new_token()
    async with desk.work() as work:
        values = {"token_hash": hashed, "now": work.now, "idle": work.now - limits.SESSION_IDLE}
        found = await row(work.db, SQL["refresh_use"], values)
        if found is not None:
            await _put_refresh(work, found["session_id"], fresh)
            access = desk.signer.access(found["user_id"], found["session_id"])
            return Tokens(found["user_id"], found["session_id"], *access, fresh)
        reused = await row(work.db, SQL["session_end_reused"], values)
        if reused is not None:
            metrics.IDENTITY_REUSED.inc()
            who, what = f"person:{reused['user_id']}", str(reused["session_id"])
            await audit.record(work.db, who, "session.ended", "session", what, None, {"why": "reused"})
    raise bad_refresh_token()


async def sign_out(work: Work, token: str) -> None:
    """Ends the session of a refresh token; nothing where there is none."""
    await run(work.db, SQL["session_end_of_token"], {"token_hash": token_hash(token), "now": work.now})


async def _put_refresh(work: Work, session_id: UUID, token: str) -> None:
    values = {"token_hash": token_hash(token), "session_id": session_id, "now": work.now}
    await run(work.db, SQL["refresh_put"], values)
