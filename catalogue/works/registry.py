"""Works: reading, registering and changing them."""

from uuid import uuid4

from psycopg import errors

from catalogue import identifiers, names
from catalogue.changes import Change
from catalogue.pages import after_name, like, page_of
from catalogue.preconditions import fits
from catalogue.works.shapes import Work, WorkPage, WorkSaid
from http_api.database import Db, Row, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside
from kernel.problems import Problem

SQL = beside(__file__)


async def page(
    db: Db, own: str | None, title: str | None, iswc: str | None, cursor: str | None, limit: int
) -> WorkPage:
    """Works by title; with `own`, those that this artist recorded."""
    code = None if iswc is None else identifiers.iswc(iswc) or ""
    values = after_name(cursor) | {"own": own, "like": like(title), "iswc": code, "limit": limit + 1}
    found, following = page_of(
        await rows(db, SQL["page"], values), limit, lambda last: (last["place"], last["work_id"])
    )
    return WorkPage(works=[_shape(each) for each in found], next_cursor=following)


async def one(db: Db, work_id: str, own: str | None) -> Work:
    """The work; with `own`, only if this artist recorded it. Problem 404."""
    found = await row(db, SQL["one"], {"work_id": work_id, "own": own})
    if found is None:
        raise not_found("work", work_id)
    return _shape(found)


async def of_iswc(db: Db, iswc: str) -> str | None:
    """The work_id of an ISWC, in its eleven characters."""
    found = await row(db, SQL["of_iswc"], {"iswc": iswc})
    return None if found is None else str(found["work_id"])


async def register(change: Change, said: WorkSaid) -> Work:
    """A new work. Problem 409 where another has this ISWC, 422."""
    values = {"work_id": str(uuid4())} | _checked(said)
    try:
        await run(change.db, SQL["put"], values)
    except errors.UniqueViolation:
        raise _taken(values["iswc"]) from None
    told = {name: values[name] for name in ("title", "iswc")}
    await change.record("work.registered", "work", values["work_id"], None, told)
    return await one(change.db, values["work_id"], None)


async def edit(change: Change, work_id: str, version: int, said: WorkSaid) -> Work:
    """Makes the work be as said. Problem 404, 409, 412, 422."""
    values = _checked(said)
    before = await row(change.db, SQL["hold"], {"work_id": work_id})
    if before is None:
        raise not_found("work", work_id)
    fits(before["version"], version)
    try:
        await run(change.db, SQL["change"], values | {"work_id": work_id})
    except errors.UniqueViolation:
        raise _taken(values["iswc"]) from None
    was = {name: before[name] for name in ("title", "iswc")}
    await change.record("work.changed", "work", work_id, was, values)
    return await one(change.db, work_id, None)


def _checked(said: WorkSaid) -> Row:
    code = None if said.iswc is None else identifiers.iswc(said.iswc)
    if said.iswc is not None and code is None:
        raise Problem(422, "bad-iswc", "This is no ISWC.", "T, nine digits and the check digit, as in T-034.524.680-1.")
    return {"title": names.cleaned("title", said.title), "iswc": code}


def _taken(iswc: str | None) -> Problem:
    return Problem(409, "iswc-taken", "Another work has this ISWC.", iswc)


def _shape(found: Row) -> Work:
    return Work(**{name: found[name] for name in Work.model_fields})
