"""`injyana keys rotate`: everything that is sealed is sealed anew, while the services run.

Each person gets a new data key, wrapped with the newest master key, and all of theirs is sealed with it in one
transaction. What is still to do is told by the rows themselves: killed at any point, it goes on where it was.
"""

from typing import Final, NamedTuple
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row

from http_api.database import Row, rows, run
from identity.addresses import Address, Channel
from identity.desk import Work
from identity.sealing import DataKey, Place, unwrapped, wrapped
from identity.statements import SQL

BATCH: Final = 50
"""People of one transaction."""


class Sealed(NamedTuple):
    """A table with sealed columns, the key of its rows, and the column that names the person."""

    table: str
    row: str
    person: str
    columns: tuple[str, ...]


SEALED: Final = (
    Sealed("users", "user_id", "user_id", ("email_sealed", "phone_sealed")),
    Sealed("registrations", "registration_id", "registration_id", ("email_sealed", "phone_sealed")),
    Sealed("messages", "message_id", "person_id", ("to_sealed", "text_sealed")),
    Sealed("sessions", "session_id", "user_id", ("seen_sealed",)),
    Sealed("totp_secrets", "user_id", "user_id", ("secret_sealed",)),
)
"""Every sealed column there is; a test holds it against the schema."""
LOOKED_UP: Final = {"email_sealed": ("email_lookup", Channel.EMAIL), "phone_sealed": ("phone_lookup", Channel.SMS)}


async def batch(work: Work) -> int:
    """Seals anew what the next people have under an older master key; how many they were. Misconfigured.

    People whose key somebody else holds at this moment are left for the next batch, or for whoever holds it.
    """
    stale = await rows(work.db, SQL["person_keys_stale"], {"newest": work.keys.newest, "limit": BATCH})
    for found in stale:
        await _renew(work, found)
    return len(stale)


async def waiting(work: Work) -> dict[str, int]:
    """How many people there are under each master key."""
    return {each["wrapped_with"]: each["people"] for each in await rows(work.db, SQL["person_keys_counted"])}


async def _renew(work: Work, found: Row) -> None:
    person: UUID = found["person_id"]
    former = unwrapped(found["key_id"], bytes(found["wrapped"]), found["wrapped_with"], work.keys)
    key = DataKey.new()
    for sealed in SEALED:
        for each in await _rows(work, sealed, person):
            await _put(work, sealed, each[sealed.row], _resealed(work, sealed, each, former, key))
    values = {"person_id": person, "key_id": key.key_id, "wrapped": wrapped(key, work.keys), "with": work.keys.newest}
    await run(work.db, SQL["person_key_renew"], values)


def _resealed(work: Work, sealed: Sealed, found: Row, former: DataKey, key: DataKey) -> Row:
    """The new values of a row's columns, look-up hashes too."""
    new: Row = {}
    for column in sealed.columns:
        if found[column] is None:
            continue
        place = Place(sealed.table, column, found[sealed.row])
        text = former.open(bytes(found[column]), place)
        new[column] = key.seal(text, place)
        if column in LOOKED_UP:
            lookup, channel = LOOKED_UP[column]
            new[lookup] = Address(channel, text).lookups(work.keys)[0]
    return new


async def _rows(work: Work, sealed: Sealed, person: UUID) -> list[Row]:
    statement = sql.SQL("SELECT {}, {} FROM {} WHERE {} = %s FOR UPDATE").format(
        sql.Identifier(sealed.row),
        sql.SQL(", ").join(map(sql.Identifier, sealed.columns)),
        sql.Identifier(sealed.table),
        sql.Identifier(sealed.person),
    )
    async with work.db.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(statement, (person,))).fetchall()


async def _put(work: Work, sealed: Sealed, row_id: UUID, new: Row) -> None:
    if not new:
        return
    pairs = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in new]
    statement = sql.SQL("UPDATE {} SET {} WHERE {} = {}").format(
        sql.Identifier(sealed.table),
        sql.SQL(", ").join(pairs),
        sql.Identifier(sealed.row),
        sql.Placeholder("row_id"),
    )
    await work.db.execute(statement, {**new, "row_id": row_id})
