"""Invitations: an admin names somebody and their role; the person proves the address and chooses a password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from http_api import audit
from http_api.audit import NOBODY
from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.database import row, rows, run
from http_api.permissions import Role
from http_api.refusals import not_found
from identity import limits, person_keys
from identity.accounts import users
from identity.accounts.passwords import accepted
from identity.accounts.registering import become, proven
from identity.accounts.shapes import Invitation, InvitationPage
from identity.accounts.statements import SQL
from identity.addresses import Address
from identity.desk import Desk, Work
from identity.messages import outbox, texts
from identity.one_time import code_hash, new_code
from identity.refusals import artist_has_artist, taken


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited; `artist_id` is the artist whose figures an artist will see."""

    name: str
    role: Role
    address: Address
    artist_id: str | None = None


async def invite(
    work: Work, by: Caller | str, invited: Invited, request_id: str | None = None
) -> tuple[Invitation, str]:
    """Sends an invitation; what it is, and its code, which only the person is to see. Problem 409."""
    if invited.artist_id is not None and invited.role is not Role.ARTIST:
        raise artist_has_artist()
    await users.require_free_name(work, invited.name, invited.role)
    if await users.of_address(work, invited.address) is not None:
        raise taken()
    id_, code = uuid4(), new_code()
    key = await person_keys.make(work.db, id_, work.keys)
    expires_at = work.now + limits.INVITATION_GOOD
    values = {
        "registration_id": id_,
        "name": invited.name,
        "role": invited.role.value,
        "artist_id": invited.artist_id,
        "invited_by": by.person if isinstance(by, Caller) else None,
        "password_hash": None,
        "code_hash": code_hash(code, id_, work.keys),
        "attempts": limits.CODE_TRIES,
        "now": work.now,
        "expires_at": expires_at,
    }
    await run(work.db, SQL["registration_put"], values | users.sealed(invited.address, key, "registrations", work, id_))
    text = texts.invitation(invited.name, invited.role.value, str(id_), code, limits.INVITATION_GOOD.days)
    await outbox.put(work.db, id_, key, invited.address, text, work.now, expires_at)
    after = {"role": invited.role.value, "artist_id": invited.artist_id}
    await audit.record(work.db, by, "person.invited", "person", str(id_), None, after, request_id)
    shown = {"invitation_id": id_, "name": invited.name, "made_at": work.now, "expires_at": expires_at}
    made = Invitation.model_validate(after | shown)
    return made, code


async def accept(desk: Desk, invitation_id: UUID, code: str, password: str, request_id: str) -> UUID:
    """Makes the account of an invited person; the user_id. Problem 409, 422.

    A password that is not taken costs a try of the code, but not the invitation.
    """
    found = await proven(desk, invitation_id, code, invited=True)
    hashed = await accepted(desk, password, (found["name"],))
    async with desk.work() as work:
        return await become(work, invitation_id, hashed, NOBODY, request_id)


async def page(work: Work, cursor: str | None, limit: int) -> InvitationPage:
    """Invitations that wait, the newest first. Problem 422."""
    at, id_ = place_of(cursor, tuple[datetime, UUID]) if cursor else (None, None)
    found = await rows(work.db, SQL["invitations"], {"now": work.now, "at": at, "id": id_, "limit": limit + 1})
    last = found[limit - 1] if len(found) > limit else None
    return InvitationPage(
        invitations=[Invitation(**each) for each in found[:limit]],
        next_cursor=cursor_of(last["made_at"], last["invitation_id"]) if last else None,
    )


async def withdraw(work: Work, by: Caller, invitation_id: UUID, request_id: str) -> None:
    """Ends an invitation. Problem 404 where none waits."""
    found = await row(work.db, SQL["invitation_drop"], {"invitation_id": invitation_id})
    if found is None:
        raise not_found("invitation", str(invitation_id))
    await person_keys.shred(work.db, invitation_id)
    before = {"role": found["role"]}
    await audit.record(
        work.db, by, "person.invitation_withdrawn", "person", str(invitation_id), before, None, request_id
    )
