"""Uploads: taken, and looked at."""

from uuid import UUID, uuid4

from catalogue.changes import Change
from catalogue.jobs import queue
from catalogue.pages import after_time, page_of
from catalogue.storage import Received
from catalogue.uploads.shapes import Progress, Upload, UploadPage
from catalogue.uploads.sniffing import Kind
from http_api.database import Db, Row, row, rows, run
from http_api.refusals import not_found
from http_api.statements import beside

SQL = beside(__file__)
PLAIN = set(Upload.model_fields) - {"progress"}


async def take(change: Change, received: Received, kind: Kind) -> Upload:
    """A stored file as an upload that waits to be read. Problem 409."""
    upload_id = uuid4()
    await queue.put(change.db, "upload", upload_id, change.person, received.sha256, received.size)
    await run(change.db, SQL["put"], {"upload_id": upload_id, "media_type": kind.media_type})
    after = {"sha256": received.sha256.hex(), "bytes": received.size, "media_type": kind.media_type}
    await change.record("upload.taken", "upload", str(upload_id), None, after)
    return await one(change.db, upload_id, None)


async def page(db: Db, own: UUID | None, cursor: str | None, limit: int) -> UploadPage:
    """Uploads, the newest first; with `own`, that person's."""
    found, following = page_of(
        await rows(db, SQL["page"], after_time(cursor) | {"own": own, "limit": limit + 1}),
        limit,
        lambda last: (last["made_at"], last["upload_id"]),
    )
    return UploadPage(uploads=[_shape(each) for each in found], next_cursor=following)


async def one(db: Db, upload_id: UUID, own: UUID | None) -> Upload:
    """The upload; with `own`, only that person's. Problem 404."""
    found = await row(db, SQL["one"], {"upload_id": upload_id, "own": own})
    if found is None:
        raise not_found("upload", str(upload_id))
    return _shape(found)


def _shape(found: Row) -> Upload:
    progress = Progress(step=found["step"], done=found["done"], total=found["total"])
    return Upload(**{name: found[name] for name in PLAIN}, progress=progress)
