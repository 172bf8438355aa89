"""Data keys of people, one each, in their own table."""

from uuid import UUID

from http_api.database import Db, row, run
from identity.master_keys import MasterKeys
from identity.sealing import DataKey, unwrapped, wrapped
from identity.statements import SQL


async def make(db: Db, person_id: UUID, master: MasterKeys) -> DataKey:
    """Makes the key of somebody who is new."""
    key = DataKey.new()
    values = {"person_id": person_id, "key_id": key.key_id, "wrapped": wrapped(key, master), "with": master.newest}
    await run(db, SQL["person_key_put"], values)
    return key


async def of(db: Db, person_id: UUID, master: MasterKeys) -> DataKey | None:
    """The key, which stays the person's until the transaction ends; None where it was shredded. Misconfigured.

    Read it before what is sealed with it: so a rotation cannot come between.
    """
    found = await row(db, SQL["person_key_hold"], {"person_id": person_id})
    if found is None:
        return None
    return unwrapped(found["key_id"], bytes(found["wrapped"]), found["wrapped_with"], master)


async def shred(db: Db, person_id: UUID) -> None:
    """Makes everything that was sealed for the person unreadable, for ever."""
    await run(db, SQL["person_key_shred"], {"person_id": person_id})
