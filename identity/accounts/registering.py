"""Registering: a person asks for an account, and has one once a code from their address has come back.

Whether the address has an account already is told to the address alone: the same is done and answered either way.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from http_api.audit import NOBODY
from http_api.callers import Caller
from http_api.database import Row, row, run
from http_api.permissions import Role
from identity import limits, person_keys
from identity.accounts import users
from identity.accounts.statements import SQL
from identity.addresses import Address
from identity.desk import Desk, Work
from identity.messages import outbox, texts
from identity.one_time import code_fits, code_hash, new_code
from identity.refusals import wrong_code


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person registers with; the password is a hash by now."""

    name: str
    role: Role
    address: Address
    password_hash: str


async def register(work: Work, asked: Asked) -> UUID:
    """Keeps the registration and sends its address a code; the id, which will be the user's."""
    registration_id, code = uuid4(), new_code()
    key = await person_keys.make(work.db, registration_id, work.keys)
    known = await users.of_address(work, asked.address)
    hashed = code_hash(code, registration_id, work.keys)
    expires_at = work.now + limits.CODE_GOOD
    values = {
        "registration_id": registration_id,
        "name": asked.name,
        "role": asked.role.value,
        "artist_id": None,
        "invited_by": None,
        "password_hash": asked.password_hash,
        "code_hash": None if known else hashed,
        "attempts": limits.CODE_TRIES,
        "now": work.now,
        "expires_at": expires_at,
    }
    address = users.sealed(asked.address, key, "registrations", work, registration_id)
    await run(work.db, SQL["registration_put"], values | address)
    text = texts.already(known["name"]) if known else texts.verify(code)
    await outbox.put(work.db, registration_id, key, asked.address, text, work.now, expires_at)
    return registration_id


async def confirm(desk: Desk, registration_id: UUID, code: str, request_id: str) -> UUID:
    """Makes the account; the user_id. Problem 409, 422."""
    await proven(desk, registration_id, code, invited=False)
    async with desk.work() as work:
        return await become(work, registration_id, None, NOBODY, request_id)


async def proven(desk: Desk, registration_id: UUID, code: str, *, invited: bool) -> Row:
    """Counts a try and compares the code; the registration's row. Problem 422."""
    values = {"registration_id": registration_id, "invited": invited}
    async with desk.work() as work:
        found = await row(work.db, SQL["registration_try"], values | {"now": work.now})
    if not code_fits(code, registration_id, found["code_hash"] if found else None, desk.keys) or found is None:
        raise wrong_code()
    return found


async def become(
    work: Work, registration_id: UUID, password_hash: str | None, by: Caller | str, request_id: str
) -> UUID:
    """Turns a registration whose address is proven into a user; its own password, if it has one, goes first.

    Problem 409 on address, name or artist; 422 where the registration is gone.
    """
    key = await person_keys.of(work.db, registration_id, work.keys)
    found = await row(work.db, SQL["registration_take"], {"registration_id": registration_id})
    if found is None or key is None:
        raise wrong_code()
    (address,) = users.addresses(found, key, "registrations", registration_id)
    new = users.NewUser(
        user_id=registration_id,
        name=found["name"],
        role=Role(found["role"]),
        artist_id=found["artist_id"],
        password_hash=found["password_hash"] or password_hash,
        address=address,
    )
    await users.add(work, new, by, request_id)
    return registration_id
