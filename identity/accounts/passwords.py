"""Passwords of accounts: what is taken, a new one by whoever knows the present one, and one for whoever forgot it.

Who asks for a new password is answered before it is looked up whether there is such an account: a worker does that
later, so that neither the answer nor its time tells anything.
"""

from uuid import UUID, uuid4

from http_api import audit
from http_api.audit import NOBODY
from http_api.callers import Caller
from http_api.database import row, rows, run
from identity import limits, person_keys
from identity.accounts import users
from identity.accounts.statements import SQL
from identity.addresses import Address
from identity.desk import Desk, Work
from identity.messages import texts
from identity.one_time import code_fits, code_hash, new_code
from identity.passwords import BadPassword
from identity.refusals import bad_password, not_signed_in, wrong_code
from identity.throttle import PASSWORD

AT_ONCE = 20
"""Resets that are prepared in one transaction."""


async def accepted(desk: Desk, password: str, about: tuple[str, ...]) -> str:
    """The hash of a new password. Problem 422 where it is not to be used."""
    try:
        await desk.passwords.judged(password, about)
    except BadPassword as error:
        raise bad_password(str(error)) from None
    return await desk.passwords.hashed(password)


async def change(desk: Desk, by: Caller, session_id: UUID | None, present: str, new: str, request_id: str) -> None:
    """Another password; all other sessions of the person end. Problem 401, 422, 429."""
    await desk.throttle.tried(desk.clock(), (PASSWORD, by.subject))
    async with desk.work() as work:
        found = await row(work.db, SQL["password_get"], {"user_id": by.person})
    if not await desk.passwords.fits(present, found["password_hash"] if found else None):
        raise not_signed_in()
    hashed = await accepted(desk, new, (by.name,))
    async with desk.work() as work:
        await desk.throttle.succeeded(work.db, (PASSWORD, by.subject))
        await _set(work, by.person, hashed, session_id, by, request_id)


async def ask(work: Work, address: Address) -> UUID:
    """Keeps that somebody asks for a new password; the id under which they give the code that will be sent."""
    reset_id = uuid4()
    values = {
        "reset_id": reset_id,
        "lookups": address.lookups(work.keys),
        "attempts": limits.CODE_TRIES,
        "now": work.now,
        "expires_at": work.now + limits.CODE_GOOD,
    }
    await run(work.db, SQL["reset_put"], values)
    return reset_id


async def prepare(work: Work) -> int:
    """Looks up whose passwords were asked for, and writes them codes; how many were asked for. The worker's part."""
    asked = await rows(work.db, SQL["resets_to_prepare"], {"limit": AT_ONCE})
    for each in asked:
        values = {"reset_id": each["reset_id"], "now": work.now, "user_id": None, "code_hash": None}
        found = await row(work.db, SQL["user_to_reset"], {"lookups": each["lookups"]})
        if found is not None:
            code = new_code()
            values |= {"user_id": found["user_id"], "code_hash": code_hash(code, each["reset_id"], work.keys)}
            await users.tell(work, found["user_id"], texts.reset(code), each["expires_at"])
        await run(work.db, SQL["reset_prepared"], values)
    return len(asked)


async def reset(desk: Desk, reset_id: UUID, code: str, new: str, request_id: str) -> None:
    """Sets a new password by a code; every session of the person ends. Problem 422."""
    async with desk.work() as work:
        found = await row(work.db, SQL["reset_try"], {"reset_id": reset_id, "now": work.now})
    if not code_fits(code, reset_id, found["code_hash"] if found else None, desk.keys) or found is None:
        raise wrong_code()
    hashed = await accepted(desk, new, (found["name"],))
    async with desk.work() as work:
        if not await run(work.db, SQL["reset_take"], {"reset_id": reset_id}):
            raise wrong_code()
        await _set(work, found["user_id"], hashed, None, NOBODY, request_id)


async def _set(work: Work, user_id: UUID, hashed: str, kept: UUID | None, by: Caller | str, request_id: str) -> None:
    """Writes the hash, ends what the former password began but for the session `kept`, and tells the person."""
    await person_keys.of(work.db, user_id, work.keys)
    if not await run(work.db, SQL["password_set"], {"user_id": user_id, "hash": hashed, "now": work.now}):
        raise wrong_code()
    ended = {"user_id": user_id, "kept": kept, "now": work.now, "why": "password"}
    await run(work.db, SQL["sessions_end"], ended)
    await run(work.db, SQL["challenges_drop"], ended)
    await users.tell(work, user_id, texts.password_changed(), work.now + limits.NEWS_GOOD)
    await audit.record(work.db, by, "person.credential_changed", "person", str(user_id), request_id=request_id)
