"""The second factor: time-based codes (RFC 6238) of an app, and recovery codes for whoever lost it. Each works once."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp

from http_api import audit
from http_api.callers import Caller
from http_api.database import row, run
from identity import limits, person_keys
from identity.accounts.roles import TWO_FACTORS
from identity.desk import Desk, Work
from identity.one_time import token_hash
from identity.refusals import enrolled_already, needs_second_factor, no_key, wrong_code
from identity.sealing import Place
from identity.sessions.statements import SQL
from identity.throttle import SECOND_FACTOR

ISSUER: Final = "Injyana"
STEP_SECONDS: Final = 30
DIGITS: Final = 6
NEAR: Final = (-1, 0, 1)
"""Steps around now whose codes are taken: telephones' clocks differ by some seconds, and people type slowly."""
RECOVERY_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app is told, as text and as the URI of a QR code."""

    secret: str
    uri: str


async def begin(work: Work, user_id: UUID) -> Enrolment:
    """A new secret, which counts once a code of it has come. Problem 409 where one counts already."""
    key = await person_keys.of(work.db, user_id, work.keys)
    if key is None:
        raise no_key()
    secret = pyotp.random_base32()
    sealed = key.seal(secret, Place("totp_secrets", "secret_sealed", user_id))
    found = await row(work.db, SQL["totp_put"], {"user_id": user_id, "secret": sealed, "now": work.now})
    if found is None:
        raise enrolled_already()
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=found["name"], issuer_name=ISSUER))


async def confirm(desk: Desk, user_id: UUID, code: str, by: Caller | str, request_id: str) -> list[str]:
    """Makes the secret count; new recovery codes, which are shown this once. Problem 409, 422, 429."""
    await desk.throttle.tried(desk.clock(), (SECOND_FACTOR, str(user_id)))
    async with desk.work() as work:
        if not await _fits(work, user_id, code, confirmed=False):
            raise wrong_code()
        if not await run(work.db, SQL["totp_confirm"], {"user_id": user_id, "now": work.now}):
            raise enrolled_already()
        await desk.throttle.succeeded(work.db, (SECOND_FACTOR, str(user_id)))
        await audit.record(work.db, by, "person.second_factor_set", "person", str(user_id), request_id=request_id)
        return await _recovery(work, user_id)


async def required_code(desk: Desk, user_id: UUID, code: str) -> None:
    """Takes a code of the app, or a recovery code, once. Problem 422, 429."""
    await desk.throttle.tried(desk.clock(), (SECOND_FACTOR, str(user_id)))
    async with desk.work() as work:
        good = await _fits(work, user_id, code, confirmed=True) or await _recovers(work, user_id, code)
        if good:
            await desk.throttle.succeeded(work.db, (SECOND_FACTOR, str(user_id)))
    if not good:
        raise wrong_code()


async def renew_recovery(desk: Desk, by: Caller, code: str, request_id: str) -> list[str]:
    """New recovery codes; the former ones work no more. Problem 422, 429."""
    await required_code(desk, by.person, code)
    async with desk.work() as work:
        await audit.record(work.db, by, "person.recovery_renewed", "person", by.subject, request_id=request_id)
        return await _recovery(work, by.person)


async def remove(desk: Desk, by: Caller, code: str, request_id: str) -> None:
    """Takes one's own second factor away. Problem 403 where the role needs one, 422, 429."""
    if by.role in TWO_FACTORS:
        raise needs_second_factor(by.role.value)
    await required_code(desk, by.person, code)
    async with desk.work() as work:
        await drop(work, by.person, by, request_id)


async def drop(work: Work, user_id: UUID, by: Caller, request_id: str) -> bool:
    """Takes a person's second factor away; False where there was none."""
    values = {"user_id": user_id}
    await run(work.db, SQL["recovery_drop"], values)
    if not await run(work.db, SQL["totp_drop"], values):
        return False
    await audit.record(work.db, by, "person.second_factor_removed", "person", str(user_id), request_id=request_id)
    return True


async def _fits(work: Work, user_id: UUID, code: str, *, confirmed: bool) -> bool:
    """Whether a code is one of the app's that was not used, and none older than the last used one."""
    if len(code) != DIGITS or not code.isascii() or not code.isdecimal():
        return False
    key = await person_keys.of(work.db, user_id, work.keys)
    found = await row(work.db, SQL["totp_get"], {"user_id": user_id, "confirmed": confirmed})
    if found is None or key is None:
        return False
    secret = key.open(bytes(found["secret_sealed"]), Place("totp_secrets", "secret_sealed", user_id))
    step = step_of(secret, code, work.now)
    return step is not None and bool(await run(work.db, SQL["totp_use"], {"user_id": user_id, "step": step}))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step near now whose code this is; None where it is none's."""
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    step = int(now.timestamp()) // STEP_SECONDS
    fitting = [step + near for near in NEAR if hmac.compare_digest(totp.generate_otp(step + near), code)]
    return fitting[-1] if fitting else None


async def _recovers(work: Work, user_id: UUID, code: str) -> bool:
    """Whether a code is a recovery code that was not used."""
    hashed = token_hash(code.strip().lower().replace("-", "").replace(" ", ""))
    return bool(await run(work.db, SQL["recovery_use"], {"user_id": user_id, "hash": hashed, "now": work.now}))


async def _recovery(work: Work, user_id: UUID) -> list[str]:
    codes = [secrets.token_hex(RECOVERY_BYTES) for _ in range(limits.RECOVERY_CODES)]
    await run(work.db, SQL["recovery_drop"], {"user_id": user_id})
    values = {"user_id": user_id, "hashes": [token_hash(code) for code in codes]}
    await run(work.db, SQL["recovery_put"], values)
    return ["-".join(code[at : at + 5] for at in range(0, len(code), 5)) for code in codes]
