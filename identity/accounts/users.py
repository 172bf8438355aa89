"""Rows of `users`: the only place that makes one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from http_api import audit
from http_api.callers import Caller
from http_api.database import Row, row, run
from http_api.permissions import Role
from identity import person_keys
from identity.accounts.roles import NAMED
from identity.accounts.statements import SQL
from identity.addresses import Address, Channel
from identity.desk import Work
from identity.messages import outbox
from identity.messages.texts import Text
from identity.refusals import name_taken, no_artist, taken
from identity.sealing import DataKey, Place


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who is to be added. `address` is one that the person has proven to be theirs; None, and nobody signs in."""

    user_id: UUID
    name: str
    role: Role
    artist_id: str | None = None
    password_hash: str | None = None
    address: Address | None = None


async def add(work: Work, new: NewUser, by: Caller | str, request_id: str | None = None) -> None:
    """Adds the person, with a data key where there is none yet. Problem 409 on name, address or artist."""
    await require_free_name(work, new.name, new.role)
    if new.address is not None:
        await _require_free_address(work, new.address)
    key = await person_keys.of(work.db, new.user_id, work.keys) or await person_keys.make(
        work.db, new.user_id, work.keys
    )
    values = {"user_id": new.user_id, "name": new.name, "role": new.role.value, "password_hash": new.password_hash}
    await run(
        work.db, SQL["user_put"], values | {"now": work.now} | sealed(new.address, key, "users", work, new.user_id)
    )
    after = {"role": new.role.value, "artist_id": None}
    if new.artist_id is not None:
        linked = await row(work.db, SQL["artist_link"], {"user_id": new.user_id, "artist_id": new.artist_id})
        if linked is None:
            raise no_artist(new.artist_id)
        after |= linked
    await audit.record(work.db, by, "person.added", "person", str(new.user_id), None, after, request_id)


async def require_free_name(work: Work, name: str, role: Role) -> None:
    """Problem 409 where decisions would be shown under the same name as another's."""
    if role in NAMED and await row(work.db, SQL["name_known"], {"name": name, "roles": list(NAMED)}) is not None:
        raise name_taken(name)


async def of_address(work: Work, address: Address) -> Row | None:
    """The user_id, name and standing of whoever has the address."""
    return await row(work.db, SQL["user_of_address"], {"lookups": address.lookups(work.keys)})


async def tell(work: Work, user_id: UUID, text: Text, expires_at: datetime) -> None:
    """Writes the person a message, by e-mail where they have one; nothing where they have no address."""
    key = await person_keys.of(work.db, user_id, work.keys)
    found = await row(work.db, SQL["address_get"], {"user_id": user_id})
    if key and found:
        for address in addresses(found, key, "users", user_id)[:1]:
            await outbox.put(work.db, user_id, key, address, text, work.now, expires_at)


def sealed(address: Address | None, key: DataKey, table: str, work: Work, row_id: UUID) -> Row:
    """The four columns of an address, in either table that has them."""
    values: Row = dict.fromkeys(("email_lookup", "email_sealed", "phone_lookup", "phone_sealed"))
    if address is not None:
        kind = "email" if address.channel is Channel.EMAIL else "phone"
        values[f"{kind}_lookup"] = address.lookups(work.keys)[0]
        values[f"{kind}_sealed"] = key.seal(address.text, Place(table, f"{kind}_sealed", row_id))
    return values


def addresses(found: Row, key: DataKey, table: str, row_id: UUID) -> list[Address]:
    """The addresses of a row with email_sealed and phone_sealed, e-mail first."""
    return [
        Address(channel, key.open(bytes(found[f"{kind}_sealed"]), Place(table, f"{kind}_sealed", row_id)))
        for kind, channel in (("email", Channel.EMAIL), ("phone", Channel.SMS))
        if found[f"{kind}_sealed"] is not None
    ]


async def _require_free_address(work: Work, address: Address) -> None:
    """Of two that prove the same address at once, the second waits here, and is refused."""
    await run(work.db, SQL["address_hold"], {"lookup": address.lookups(work.keys)[0].hex()})
    if await of_address(work, address) is not None:
        raise taken()
