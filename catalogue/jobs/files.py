"""A file that was received becomes a job, once for each Idempotency-Key; what became none is forgotten."""

import contextlib
from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from catalogue.jobs import queue
from catalogue.service import Service
from catalogue.storage import Received, Storage
from http_api.database import Database, Db
from http_api.guard import caller_of
from http_api.idempotency import Asked, once
from http_api.parameters import response_of
from http_api.shapes import Shape
from kernel.errors import Outage


async def taken(
    service: Service, request: Request, key: str, received: Received, take: Callable[[Db], Awaitable[Shape]]
) -> Response:
    """Answers 202 with what `take` makes of a stored file; a repetition is answered and not done again.

    The file is forgotten unless a job needs it then.
    """
    asked = Asked(caller_of(request), key, request.method, str(request.url), received.sha256)
    try:
        async with service.database.transaction() as db:
            await queue.lock(db, received.sha256)
            service.storage.keep(received)
            return response_of(await once(db, asked, 202, lambda: take(db)))
    finally:
        with contextlib.suppress(Outage):
            await forget(service.database, service.storage, received.sha256)


async def forget(database: Database, storage: Storage, sha256: bytes) -> None:
    """Deletes a file unless a job needs it: sound is not kept. DatabaseAway."""
    async with database.transaction() as db:
        await queue.lock(db, sha256)
        if not await queue.needed(db, sha256):
            storage.forget(sha256)


async def tidy(database: Database, storage: Storage) -> None:
    """Deletes files that no job needs: what a process left that was killed. DatabaseAway."""
    for sha256 in list(storage.every()):
        await forget(database, storage, sha256)
    storage.forget_parts()
