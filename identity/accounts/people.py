"""People, as admins keep them: roles and standing, which count at once, and second factors that were lost."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from http_api import audit
from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.database import Row, row, rows, run
from http_api.permissions import Role
from http_api.refusals import changed_meanwhile, forbidden, not_found
from identity.accounts import users
from identity.accounts.shapes import AuditEntry, AuditPage, Person, PersonPage
from identity.accounts.statements import SQL
from identity.desk import Work
from identity.refusals import closed, no_if_match
from identity.sessions import second_factor


def etag_of(person: Person) -> str:
    """What names this version of the person."""
    return f'"{sha256(person.model_dump_json().encode()).hexdigest()[:32]}"'


async def show(work: Work, user_id: UUID) -> Person:
    """One person. Problem 404."""
    found = await row(work.db, SQL["person"], {"user_id": user_id})
    if found is None:
        raise not_found("person", str(user_id))
    return Person(**found)


async def page(work: Work, role: str | None, standing: str | None, cursor: str | None, limit: int) -> PersonPage:
    """People, the newest first. Problem 422."""
    at, id_ = place_of(cursor, tuple[datetime, UUID]) if cursor else (None, None)
    values = {"role": role, "standing": standing, "at": at, "id": id_, "limit": limit + 1}
    found = await rows(work.db, SQL["people"], values)
    last = found[limit - 1] if len(found) > limit else None
    return PersonPage(
        people=[Person(**each) for each in found[:limit]],
        next_cursor=cursor_of(last["created_at"], last["user_id"]) if last else None,
    )


async def change(
    work: Work,
    by: Caller,
    user_id: UUID,
    changes: Mapping[str, str],
    if_match: str | None,
    request_id: str,
) -> Person:
    """Gives a person another role or standing; what they are signed in with ends.

    Nobody does this to themselves, so that an admin remains. Problem 403, 404, 409, 412, 428.
    """
    if by.person == user_id:
        raise forbidden("Another admin must do this.")
    if if_match is None:
        raise no_if_match()
    await row(work.db, SQL["person_hold"], {"user_id": user_id})
    before = await show(work, user_id)
    if if_match != etag_of(before):
        raise changed_meanwhile(etag_of(before))
    return await put(work, by, before, changes, request_id)


async def put(
    work: Work, by: Caller | str, before: Person, changes: Mapping[str, str], request_id: str | None
) -> Person:
    """The person with the changes, whose row the caller has locked. Problem 409."""
    if before.standing == "closed":
        raise closed(before.name)
    new: Row = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if not new:
        return before
    if "role" in new:
        await users.require_free_name(work, before.name, Role(new["role"]))
    values: dict[str, Any] = {"role": before.role, "standing": before.standing} | new
    await run(work.db, SQL["person_set"], values | {"user_id": before.user_id, "now": work.now})
    ended = {"user_id": before.user_id, "kept": None, "now": work.now, "why": "role" if "role" in new else "standing"}
    await run(work.db, SQL["sessions_end"], ended)
    await run(work.db, SQL["challenges_drop"], ended)
    was = {name: getattr(before, name) for name in new}
    await audit.record(work.db, by, "person.changed", "person", str(before.user_id), was, new, request_id)
    return await show(work, before.user_id)


async def drop_second_factor(work: Work, by: Caller, user_id: UUID, request_id: str) -> None:
    """Takes away a second factor that was lost, and ends the person's sessions. Problem 403, 404."""
    if by.person == user_id:
        raise forbidden("Another admin must do this.")
    if not await second_factor.drop(work, user_id, by, request_id):
        raise not_found("second-factor", str(user_id))
    ended = {"user_id": user_id, "kept": None, "now": work.now, "why": "totp"}
    await run(work.db, SQL["sessions_end"], ended)
    await run(work.db, SQL["challenges_drop"], ended)


async def log(work: Work, filters: Mapping[str, str | None], cursor: str | None, limit: int) -> AuditPage:
    """The audit log, the newest first. Problem 422."""
    (before,) = place_of(cursor, tuple[int]) if cursor else (None,)
    found = await rows(work.db, SQL["audit_log"], {**filters, "before": before, "limit": limit + 1})
    return AuditPage(
        entries=[AuditEntry(**each) for each in found[:limit]],
        next_cursor=cursor_of(found[limit - 1]["entry_id"]) if len(found) > limit else None,
    )
