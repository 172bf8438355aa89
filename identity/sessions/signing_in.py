"""Signing in: address and password, and for some a second factor.

Whatever is wrong, the same is done and answered: an unknown address is throttled, and a password is verified, as for a
known one.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from http_api.database import Row, row, run
from http_api.permissions import Role
from identity import limits
from identity.accounts.roles import TWO_FACTORS
from identity.addresses import either
from identity.desk import Desk, Work
from identity.one_time import new_token, token_hash
from identity.refusals import not_signed_in
from identity.sessions import second_factor
from identity.sessions.issuing import Seen, Tokens, begin
from identity.sessions.second_factor import Enrolment, required_code
from identity.sessions.statements import SQL
from identity.throttle import ADDRESS, SIGN_IN, network
from kernel import metrics


@dataclass(frozen=True, slots=True)
class Challenge:
    """The password was right; `needs` is `code`, or `enrolment` where a second factor must be set up first."""

    challenge: str
    needs: Literal["code", "enrolment"]


async def sign_in(desk: Desk, login: str, password: str, seen: Seen, request_id: str) -> Tokens | Challenge:
    """Tokens, or what is still needed for them. Problem 401, 429."""
    try:
        address = either(login)
        login, lookups = address.text.casefold(), address.lookups(desk.keys)
    except ValueError:
        lookups = desk.keys.hashes("nobody", login)
    tries = ((SIGN_IN, login), (ADDRESS, network(seen.address)))
    await desk.throttle.tried(desk.clock(), *tries)
    async with desk.work() as work:
        found = await row(work.db, SQL["person_to_sign_in"], {"lookups": lookups})
    fits = await desk.passwords.fits(password, found["password_hash"] if found else None)
    if found is None or not fits or found["standing"] != "active":
        metrics.IDENTITY_SIGN_INS.labels("refused").inc()
        raise not_signed_in()
    await _rehash(desk, found, password)
    async with desk.work() as work:
        await desk.throttle.succeeded(work.db, *tries)
        if found["two_factors"] or Role(found["role"]) in TWO_FACTORS:
            metrics.IDENTITY_SIGN_INS.labels("challenged").inc()
            challenge = new_token()
            values = {
                "challenge_hash": token_hash(challenge),
                "user_id": found["user_id"],
                "now": work.now,
                "expires_at": work.now + limits.CHALLENGE_GOOD,
                "attempts": limits.CODE_TRIES,
            }
            await run(work.db, SQL["challenge_put"], values)
            return Challenge(challenge, "code" if found["two_factors"] else "enrolment")
        metrics.IDENTITY_SIGN_INS.labels("signed_in").inc()
        return await begin(desk, work, found["user_id"], seen, request_id)


async def answer(desk: Desk, challenge: str, code: str, seen: Seen, request_id: str) -> Tokens:
    """Tokens for a challenge and a code of the second factor, or a recovery code. Problem 401, 422, 429."""
    user_id = await _try(desk, challenge, enrolled=True)
    await required_code(desk, user_id, code)
    async with desk.work() as work:
        return await _finish(desk, work, challenge, user_id, seen, request_id)


async def enrol(desk: Desk, challenge: str) -> Enrolment:
    """Begins to set up the second factor of whoever must have one. Problem 401."""
    user_id = await _try(desk, challenge, enrolled=False)
    async with desk.work() as work:
        return await second_factor.begin(work, user_id)


async def enrolled(desk: Desk, challenge: str, code: str, seen: Seen, request_id: str) -> tuple[Tokens, list[str]]:
    """Tokens and recovery codes, once a first code fits. Problem 401, 422, 429."""
    user_id = await _try(desk, challenge, enrolled=False)
    recovery = await second_factor.confirm(desk, user_id, code, f"person:{user_id}", request_id)
    async with desk.work() as work:
        return await _finish(desk, work, challenge, user_id, seen, request_id), recovery


async def _try(desk: Desk, challenge: str, *, enrolled: bool) -> UUID:
    """Whose challenge it is, one try less. Problem 401 where it is not good any more."""
    values = {"challenge_hash": token_hash(challenge), "enrolled": enrolled}
    async with desk.work() as work:
        found = await row(work.db, SQL["challenge_try"], values | {"now": work.now})
    if found is None:
        raise not_signed_in()
    user_id: UUID = found["user_id"]
    return user_id


async def _finish(desk: Desk, work: Work, challenge: str, user_id: UUID, seen: Seen, request_id: str) -> Tokens:
    if not await run(work.db, SQL["challenge_use"], {"challenge_hash": token_hash(challenge)}):
        raise not_signed_in()
    metrics.IDENTITY_SIGN_INS.labels("signed_in").inc()
    return await begin(desk, work, user_id, seen, request_id)


async def _rehash(desk: Desk, found: Row, password: str) -> None:
    """Hashes the password anew where the parameters in use have changed since, unless it was changed meanwhile."""
    if not desk.passwords.outdated(found["password_hash"]):
        return
    values = {"user_id": found["user_id"], "former": found["password_hash"]}
    values["hash"] = await desk.passwords.hashed(password)
    async with desk.work() as work:
        await run(work.db, SQL["password_rehash"], values)
