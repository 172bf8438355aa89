"""Who is paid: reading, registering and changing rights holders."""

from typing import Any
from uuid import UUID, uuid4

from psycopg import errors

from catalogue import identifiers, names
from catalogue.changes import Change, differing
from catalogue.pages import after_name, like, page_of
from catalogue.preconditions import fits
from catalogue.shares import refusals
from catalogue.shares.shapes import Holder, HolderPage, HolderSaid
from http_api.database import Db, Row, row, rows, run
from http_api.refusals import bad_cursor, not_found
from http_api.statements import beside

SQL = beside(__file__)
TOLD = ("name", "kind", "ipi", "isni", "user_id")


async def page(db: Db, own: UUID | None, name: str | None, cursor: str | None, limit: int) -> HolderPage:
    """Holders by name; with `own`, those of that person. Problem 422."""
    values = after_name(cursor) | {"own": own, "like": like(name), "limit": limit + 1}
    if values["after"] is not None and not _is_uuid(values["after"]):
        raise bad_cursor()
    found, following = page_of(
        await rows(db, SQL["holders"], values), limit, lambda last: (last["place"], str(last["holder_id"]))
    )
    return HolderPage(holders=[_shape(each) for each in found], next_cursor=following)


async def one(db: Db, holder_id: UUID, own: UUID | None) -> Holder:
    """The holder; with `own`, only that person's. Problem 404."""
    found = await row(db, SQL["holder"], {"holder_id": holder_id, "own": own})
    if found is None:
        raise not_found("holder", str(holder_id))
    return _shape(found)


async def register(change: Change, said: HolderSaid) -> Holder:
    """A new holder. Problem 409, 422."""
    values = _checked(said)
    holder_id = uuid4()
    await _write(change, "holder_put", values | {"holder_id": holder_id})
    await change.record("rights_holder.registered", "rights_holder", str(holder_id), None, _told(values))
    return await one(change.db, holder_id, None)


async def edit(change: Change, holder_id: UUID, version: int, said: HolderSaid) -> Holder:
    """Makes the holder be as said. Problem 404, 409, 412, 422."""
    values = _checked(said)
    before = await row(change.db, SQL["holder_hold"], {"holder_id": holder_id})
    if before is None:
        raise not_found("holder", str(holder_id))
    fits(before["version"], version)
    await _write(change, "holder_change", values | {"holder_id": holder_id})
    was, now = differing(_told(before), _told(values))
    await change.record("rights_holder.changed", "rights_holder", str(holder_id), was, now)
    return await one(change.db, holder_id, None)


async def _write(change: Change, statement: str, values: Row) -> None:
    try:
        await run(change.db, SQL[statement], values)
    except errors.UniqueViolation:
        raise refusals.number_taken() from None
    except errors.ForeignKeyViolation:
        raise refusals.no_person() from None


def _checked(said: HolderSaid) -> Row:
    values: dict[str, Any] = said.model_dump() | {"name": names.cleaned("name", said.name)}
    for name, check in (("ipi", identifiers.ipi), ("isni", identifiers.isni)):
        if values[name] is not None:
            values[name] = check(values[name])
            if values[name] is None:
                raise refusals.bad_number(name)
    return values


def _told(values: Row) -> Row:
    return {name: str(values[name]) if isinstance(values[name], UUID) else values[name] for name in TOLD}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _shape(found: Row) -> Holder:
    return Holder(**{name: found[name] for name in Holder.model_fields})
