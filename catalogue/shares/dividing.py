"""How rights are divided, from which day on, and how they ever were.

A division is never changed: where another takes some of its days, it is withdrawn, and what is left of it is registered
anew. So for each day there is at most one, and what was known at any time can be told. The database itself refuses two
for one day, and one that is not whole.
"""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from psycopg import errors

from catalogue.changes import Change
from catalogue.preconditions import fits
from catalogue.shares import refusals
from catalogue.shares.shapes import WHOLE, Division, DivisionSaid, History, Kind, Part, Right, Rights, RightType
from http_api.database import Db, Row, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside

SQL = beside(__file__)
HISTORY = 1_000
"""Divisions that are told at most."""


async def rights(db: Db, kind: Kind, id_: str, own: str | None, day: date) -> Rights:
    """Who has which part on a day, of a song with its work, or of a work; with `own`, of that artist's. Problem 404."""
    found = await subject(db, kind, id_, own)
    values = {"song_id": found["song_id"], "work_id": found["work_id"], "day": day}
    by_right: dict[str, Right] = {}
    for each in await rows(db, SQL["on_day"], values):
        right = by_right.setdefault(
            each["right_type"], Right(right_type=each["right_type"], state=each["state"], parts=[])
        )
        if each["holder_id"] is not None:
            right.parts.append(Part(**{name: each[name] for name in Part.model_fields}))
    return Rights(kind=kind, id=id_, day=day, rights=list(by_right.values()), version=await _version(db, id_))


async def history(db: Db, kind: Kind, id_: str, own: str | None) -> History:
    """Every division of a song or work that was ever registered. Problem 404."""
    await subject(db, kind, id_, own)
    found = await rows(db, SQL["history"], {"id": id_, "limit": HISTORY})
    return History(divisions=[Division(**each) for each in found])


async def divide(
    change: Change, kind: Kind, id_: str, right_type: RightType, version: int, said: DivisionSaid
) -> Rights:
    """Divides a right anew for some days. Problem 404, 412, 422."""
    if (right_type is RightType.COMPOSITION) != (kind is Kind.WORK):
        raise refusals.no_such_right(kind, right_type)
    _check(said)
    await run(change.db, SQL["lock"], {"id": id_})
    await subject(change.db, kind, id_, None)
    fits(await _version(change.db, id_), version)
    of = {"id": id_, "right_type": right_type.value, "since": said.since, "until": said.until, "by": change.made_by}
    of |= {"song_id": id_ if kind is Kind.SONG else None, "work_id": id_ if kind is Kind.WORK else None}
    gone = await rows(change.db, SQL["overlapping"], of)
    for each in gone:
        await run(change.db, SQL["withdraw"], {"split_id": each["split_id"], "by": change.made_by})
    for each in gone:
        if each["since"] < said.since:
            await _rest(change, of | {"since": each["since"], "until": said.since}, each["split_id"])
        if said.until is not None and (each["until"] is None or each["until"] > said.until):
            await _rest(change, of | {"since": said.until, "until": each["until"]}, each["split_id"])
    split_id = uuid4()
    await run(change.db, SQL["split_put"], of | {"split_id": split_id})
    try:
        for part in said.parts:
            await run(change.db, SQL["part_put"], {"split_id": split_id} | part.model_dump())
    except errors.ForeignKeyViolation:
        raise refusals.no_holder() from None
    before: Row = {"withdrawn": [str(each["split_id"]) for each in gone]}
    after: dict[str, Any] = {"right_type": right_type.value, "split_id": str(split_id)} | said.model_dump(mode="json")
    await change.record("rights.divided", kind.value, id_, before, after)
    return await rights(change.db, kind, id_, None, said.since)


async def subject(db: Db, kind: Kind, id_: str, own: str | None) -> Row:
    """song_id and work_id of the song or work; with `own`, only of that artist's. Problem 404."""
    found = await row(db, SQL[kind.value], {"id": id_, "own": own})
    if found is None:
        raise not_found(kind.value, id_)
    return found


async def _rest(change: Change, of: Row, former: UUID) -> None:
    """What is left of a division that another took days from."""
    split_id = uuid4()
    await run(change.db, SQL["split_put"], of | {"split_id": split_id})
    await run(change.db, SQL["parts_copy"], {"split_id": split_id, "from": former})


async def _version(db: Db, id_: str) -> int:
    found = await row(db, SQL["version"], {"id": id_})
    return int(found["version"]) if found else 1


def _check(said: DivisionSaid) -> None:
    if said.until is not None and said.until <= said.since:
        raise refusals.no_days()
    holders = [part.holder_id for part in said.parts]
    for number, holder in enumerate(holders):
        if holder in holders[:number]:
            raise refusals.twice(str(holder))
    if (whole := sum(part.parts_per_million for part in said.parts)) != WHOLE:
        raise refusals.not_whole(whole)
