"""People who say that they are an artist, and admins who verify it."""

from uuid import UUID, uuid4

from psycopg import errors

from catalogue import limits
from catalogue.artists import refusals
from catalogue.artists.registry import give_account, held
from catalogue.artists.shapes import Claim, ClaimPage, ClaimState
from catalogue.changes import Change
from catalogue.pages import after_time, page_of
from http_api.database import Db, Row, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside

SQL = beside(__file__)


async def claim(change: Change, artist_id: str, evidence: str) -> Claim:
    """The caller says to be this artist. Problem 404, 409."""
    await change.lock()
    artist = await held(change, artist_id)
    if artist["user_id"] is not None:
        raise refusals.has_account()
    if not isinstance(change.by, str) and change.by.artist_id is not None:
        raise refusals.has_artist()
    waiting = await row(change.db, SQL["claims_open"], {"user_id": change.person})
    if waiting is not None and waiting["open"] >= limits.OPEN_CLAIMS:
        raise refusals.too_many(limits.OPEN_CLAIMS)
    claim_id = uuid4()
    values = {"claim_id": claim_id, "artist_id": artist_id, "user_id": change.person, "evidence": evidence}
    try:
        await run(change.db, SQL["claim_put"], values)
    except errors.UniqueViolation:
        raise refusals.open_already() from None
    await change.record("artist_claim.made", "artist_claim", str(claim_id), None, {"artist_id": artist_id})
    return await _one(change.db, claim_id)


async def verify(change: Change, claim_id: UUID, reason: str) -> Claim:
    """Lets the person stand for the artist. Problem 404, 409."""
    await change.lock()
    found = await _open(change, claim_id, None)
    artist = await held(change, found["artist_id"])
    if artist["user_id"] is not None:
        raise refusals.has_account()
    if found["has_artist"] is not None or found["role"] != "artist":
        raise refusals.has_artist()
    await give_account(change, artist["artist_id"], found["user_id"])
    return await _decided(change, claim_id, "verified", reason)


async def decline(change: Change, claim_id: UUID, reason: str) -> Claim:
    """Says that the person is not the artist. Problem 404, 409."""
    await _open(change, claim_id, None)
    return await _decided(change, claim_id, "declined", reason)


async def withdraw(change: Change, claim_id: UUID) -> Claim:
    """Takes an own claim back. Problem 404, 409."""
    await _open(change, claim_id, change.person)
    return await _decided(change, claim_id, "withdrawn", None)


async def page(db: Db, own: UUID | None, state: ClaimState | None, cursor: str | None, limit: int) -> ClaimPage:
    """Claims, the newest first; with `own`, that person's."""
    values = after_time(cursor) | {"own": own, "state": state, "limit": limit + 1}
    found, following = page_of(
        await rows(db, SQL["claims"], values), limit, lambda last: (last["made_at"], last["claim_id"])
    )
    return ClaimPage(claims=[Claim(**each) for each in found], next_cursor=following)


async def _open(change: Change, claim_id: UUID, own: UUID | None) -> Row:
    found = await row(change.db, SQL["claim_hold"], {"claim_id": claim_id, "own": own})
    if found is None:
        raise not_found("claim", str(claim_id))
    if found["state"] != "open":
        raise refusals.not_open(found["state"])
    return found


async def _decided(change: Change, claim_id: UUID, state: ClaimState, reason: str | None) -> Claim:
    values = {"claim_id": claim_id, "state": state, "reason": reason, "by": change.person}
    await run(change.db, SQL["claim_decide"], values)
    after = {"state": state, "reason": reason}
    await change.record(f"artist_claim.{state}", "artist_claim", str(claim_id), {"state": "open"}, after)
    return await _one(change.db, claim_id)


async def _one(db: Db, claim_id: UUID) -> Claim:
    found = await row(db, SQL["claim_one"], {"claim_id": claim_id})
    if found is None:
        raise LookupError("the claim is there")
    return Claim(**found)
