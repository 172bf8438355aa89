"""Service accounts, as admins keep them."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from http_api import audit
from http_api.callers import Caller
from http_api.cursors import cursor_of, place_of
from http_api.database import row, rows, run
from http_api.refusals import changed_meanwhile, not_found
from identity.clients.shapes import Client, ClientPage, ClientSecret, MakeClient
from identity.clients.statements import SQL
from identity.desk import Work
from identity.one_time import new_token, token_hash
from identity.publishing import publish
from identity.refusals import bad_key, no_if_match, no_such_source
from kernel.codec import Codec
from kernel.events.sources import Source
from kernel.possession.keys import BadKey, device_key

OF_SOURCE = ("stations", "plays_per_minute")
"""What of an account stands in its source."""


def etag_of(client: Client) -> str:
    """What names this version of the account; that it got a token is no change."""
    return f'"{sha256(client.model_dump_json(exclude={"used_at"}).encode()).hexdigest()[:32]}"'


async def make(work: Work, by: Caller, said: MakeClient, codec: Codec[Source], request_id: str) -> Client:
    """Makes the account and its source; it has neither secret nor key yet. Problem 409."""
    client_id = uuid4()
    values = said.model_dump() | {"client_id": client_id, "made_by": by.person, "now": work.now}
    if not await run(work.db, SQL["source_put"], values):
        raise no_such_source(said.source_id)
    await run(work.db, SQL["client_put"], values)
    await audit.record(work.db, by, "client.added", "client", str(client_id), None, said.model_dump(), request_id)
    made = await show(work, client_id)
    await publish(work.db, [said.source_id], codec)
    return made


async def show(work: Work, client_id: UUID) -> Client:
    """One account. Problem 404."""
    found = await row(work.db, SQL["client"], {"client_id": client_id})
    if found is None:
        raise not_found("client", str(client_id))
    return Client(**found)


async def page(work: Work, source_id: str | None, cursor: str | None, limit: int) -> ClientPage:
    """Accounts, or those of one source, the newest first. Problem 422."""
    at, id_ = place_of(cursor, tuple[datetime, UUID]) if cursor else (None, None)
    found = await rows(work.db, SQL["clients"], {"source_id": source_id, "at": at, "id": id_, "limit": limit + 1})
    last = found[limit - 1] if len(found) > limit else None
    return ClientPage(
        clients=[Client(**each) for each in found[:limit]],
        next_cursor=cursor_of(last["made_at"], last["client_id"]) if last else None,
    )


async def change(
    work: Work,
    by: Caller,
    client_id: UUID,
    changes: Mapping[str, Any],
    if_match: str | None,
    codec: Codec[Source],
    request_id: str,
) -> Client:
    """The account with the changes. Suspended, it gets no token any more. Problem 404, 412, 428."""
    before = await _held(work, client_id, if_match)
    new = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if not new:
        return before
    values = {"client_id": client_id, "source_id": before.source_id, "now": work.now}
    told: dict[str, Any] = before.model_dump(include={"name", "stations", "plays_per_minute", "scopes", "standing"})
    await run(work.db, SQL["client_set"], values | told | new)
    was = {name: told[name] for name in new}
    await audit.record(work.db, by, "client.changed", "client", str(client_id), was, new, request_id)
    of_source = not new.keys().isdisjoint(OF_SOURCE)
    if of_source:
        await run(work.db, SQL["source_set"], values | told | new)
    made = await show(work, client_id)
    if of_source:
        await publish(work.db, [before.source_id], codec)
    return made


async def new_secret(work: Work, by: Caller, client_id: UUID, request_id: str) -> ClientSecret:
    """Another secret; the former one works no more. Problem 404."""
    secret = new_token()
    values = {"client_id": client_id, "hash": token_hash(secret), "now": work.now}
    if not await run(work.db, SQL["client_secret"], values):
        raise not_found("client", str(client_id))
    await audit.record(work.db, by, "client.credential_renewed", "client", str(client_id), request_id=request_id)
    return ClientSecret(client_id=client_id, client_secret=secret)


async def set_key(
    work: Work, by: Caller, client_id: UUID, jwk: Mapping[str, str], if_match: str | None, request_id: str
) -> Client:
    """Gives the account a public key, and takes its secret away: the key is better. Problem 404, 412, 422, 428."""
    try:
        key = device_key(jwk)
    except BadKey as error:
        raise bad_key(str(error)) from None
    await _held(work, client_id, if_match)
    values = {"client_id": client_id, "public_key": Jsonb(dict(key.jwk)), "now": work.now}
    await run(work.db, SQL["client_key"], values)
    after = {"thumbprint": key.thumbprint}
    await audit.record(work.db, by, "client.key_set", "client", str(client_id), None, after, request_id)
    return await show(work, client_id)


async def _held(work: Work, client_id: UUID, if_match: str | None) -> Client:
    """The account, its row locked, where it is what the caller read. Problem 404, 412, 428."""
    if if_match is None:
        raise no_if_match()
    await row(work.db, SQL["client_hold"], {"client_id": client_id})
    found = await show(work, client_id)
    if if_match != etag_of(found):
        raise changed_meanwhile(etag_of(found))
    return found
