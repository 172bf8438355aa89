"""Imports: taken, and looked at."""

from uuid import UUID, uuid4

from catalogue.changes import Change
from catalogue.imports.shapes import ErrorPage, Import, LineError
from catalogue.jobs import queue
from catalogue.pages import page_of
from catalogue.storage import Received
from catalogue.uploads.shapes import Progress
from http_api.cursors import place_of
from http_api.database import Db, Row, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside

SQL = beside(__file__)
PLAIN = set(Import.model_fields) - {"progress"}


async def take(change: Change, received: Received, dry: bool) -> Import:
    """A stored file as an import that waits; the one that it was, where the same file was imported before.

    Its content is locked. Problem 409.
    """
    if not dry and (found := await row(change.db, SQL["of_file"], {"sha256": received.sha256})):
        return _shape(found)
    import_id = uuid4()
    await queue.put(change.db, "import", import_id, change.person, received.sha256, received.size)
    await run(change.db, SQL["put"], {"import_id": import_id, "dry": dry})
    after = {"sha256": received.sha256.hex(), "bytes": received.size, "dry": dry}
    await change.record("import.taken", "import", str(import_id), None, after)
    return await one(change.db, import_id)


async def one(db: Db, import_id: UUID) -> Import:
    """The import. Problem 404."""
    found = await row(db, SQL["one"], {"import_id": import_id})
    if found is None:
        raise not_found("import", str(import_id))
    return _shape(found)


async def errors(db: Db, import_id: UUID, cursor: str | None, limit: int) -> ErrorPage:
    """What is wrong with lines, in their order. Problem 404, 422."""
    await one(db, import_id)
    at, after = (0, "") if cursor is None else place_of(cursor, tuple[int, str])
    values = {"import_id": import_id, "at": min(max(at, 0), 2**31 - 1), "after": after, "limit": limit + 1}
    found, following = page_of(await rows(db, SQL["errors"], values), limit, lambda last: (last["line"], last["field"]))
    return ErrorPage(errors=[LineError(**each) for each in found], next_cursor=following)


def _shape(found: Row) -> Import:
    progress = Progress(step=found["step"], done=found["done"], total=found["total"])
    return Import(**{name: found[name] for name in PLAIN}, progress=progress)
