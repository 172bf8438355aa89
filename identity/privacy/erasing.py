"""Erasing a person: the key is shredded, so that what was sealed is gone wherever it was copied to.

What counts stays: plays, verdicts and payments know a pseudonymous id that means nobody any more, so the ledger is as
it was. Their devices report no more.
"""

from typing import Final
from uuid import UUID

from http_api import audit
from http_api.callers import Caller
from http_api.database import row, rows, run
from http_api.permissions import Role
from http_api.refusals import not_found
from identity import person_keys
from identity.accounts.statements import SQL as ACCOUNTS
from identity.desk import Desk, Work
from identity.devices.standing import stand
from identity.privacy.refusals import erased_before, last_admin
from identity.privacy.shapes import Erased
from identity.privacy.statements import SQL
from identity.publishing import publish
from identity.refusals import not_signed_in
from identity.throttle import PASSWORD
from kernel.codec import Codec
from kernel.events.sources import Source, Standing

STEPS: Final = (
    "erase_devices",
    "erase_codes",
    "erase_sessions",
    "erase_factors",
    "erase_recovery",
    "erase_challenges",
    "erase_messages",
    "erase_resets",
    "erase_registrations",
    "erase_invitations",
    "erase_places",
)


async def erase_oneself(desk: Desk, by: Caller, password: str, codec: Codec[Source], request_id: str) -> Erased:
    """Erases the caller, who knows the password. Problem 401, 409, 429."""
    await desk.throttle.tried(desk.clock(), (PASSWORD, by.subject))
    async with desk.work() as work:
        found = await row(work.db, ACCOUNTS["password_get"], {"user_id": by.person})
    if not await desk.passwords.fits(password, found["password_hash"] if found else None):
        raise not_signed_in()
    async with desk.work() as work:
        await desk.throttle.succeeded(work.db, (PASSWORD, by.subject))
        return await erase(work, by, by.person, codec, request_id)


async def erase(work: Work, by: Caller, user_id: UUID, codec: Codec[Source], request_id: str) -> Erased:
    """Erases a person. Problem 404, and 409 where it is done already or nobody would be left to administer."""
    found = await row(work.db, SQL["person_hold"], {"user_id": user_id})
    if found is None:
        raise not_found("person", str(user_id))
    if await row(work.db, SQL["erasure_of"], {"user_id": user_id}) is not None:
        raise erased_before(str(user_id))
    if found["role"] == Role.ADMIN.value and not found["other_admins"]:
        raise last_admin()
    values = {"user_id": user_id, "now": work.now, "kept": None, "why": "standing"}
    owned = await rows(work.db, SQL["devices_of"], values)
    for step in STEPS:
        await run(work.db, SQL[step], values)
    await run(work.db, ACCOUNTS["sessions_end"], values)
    await run(work.db, SQL["erase_user"], values)
    await person_keys.shred(work.db, user_id)
    asked_by = f"{by.role.value}:{by.subject}"
    await run(work.db, SQL["erasure_put"], values | {"asked_by": asked_by, "devices": len(owned)})
    await audit.record(work.db, by, "person.erased", "person", str(user_id), request_id=request_id)
    for device in owned:
        if device["standing"] != Standing.REVOKED.value:
            await stand(work, by, device["source_id"], None, Standing.REVOKED, codec, request_id)
    revoked = [device["source_id"] for device in owned if device["standing"] == Standing.REVOKED.value]
    await publish(work.db, revoked, codec)
    return Erased(person_id=user_id, erased_at=work.now, devices=len(owned))
