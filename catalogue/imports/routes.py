"""Calls about many songs at once: imports and exports of CSV."""

import tempfile
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathVariable
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from catalogue import export, limits
from catalogue.artists.routes import PREFIX
from catalogue.imports import registry
from catalogue.imports.shapes import ErrorPage, Import
from catalogue.jobs.files import taken
from catalogue.problems import problems
from catalogue.service import Changes, Serving
from catalogue.songs import reading
from http_api.guard import GuardedRoute, needs
from http_api.parameters import Cursor, Key, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE
from kernel.problems import Problem

router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["imports"])

IMPORT = needs(Permission.IMPORT_SONGS)
ImportId = Annotated[UUID, PathVariable(description="The import.")]
CHARSETS = {"utf-8": None, "utf8": None, "us-ascii": None, "windows-1252": "cp1252", "iso-8859-1": "latin-1"}
"""What Content-Type may name, and what is made UTF-8 of."""
CSV: dict[str, Any] = {
    "required": True,
    "description": "CSV with a line of columns: title, artist, isrc; iswc, duration_ms or duration (3:25).",
    "content": {"text/csv": {"schema": {"type": "string"}}},
}


@router.post(
    "/imports",
    summary="Send songs as CSV; they are registered in the background, the same file once",
    status_code=202,
    openapi_extra=IMPORT | {"requestBody": CSV},
    response_model=Import,
    responses=problems(409, 413, 415, 422),
)
async def send(
    request: Request,
    service: Serving,
    changes: Changes,
    key: Key,
    dry: Annotated[bool, Query(description="Only say what would become of each line.")] = False,
) -> Response:
    charset = _charset(request)
    async with service.storage.receive(request, limits.IMPORT_BYTES, service.file_seconds, charset) as received:
        return await taken(service, request, key, received, lambda db: registry.take(changes.on(db), received, dry))


@router.get(
    "/imports/{import_id}",
    summary="How far an import is, and what became of its lines",
    openapi_extra=IMPORT,
    responses=problems(404, 422),
)
async def progress(service: Serving, import_id: ImportId) -> Import:
    async with service.database.transaction() as db:
        return await registry.one(db, import_id)


@router.get(
    "/imports/{import_id}/errors",
    summary="What is wrong with lines",
    openapi_extra=IMPORT,
    responses=problems(404, 422),
)
async def errors(service: Serving, import_id: ImportId, cursor: Cursor = None, limit: Limit = PAGE) -> ErrorPage:
    async with service.database.transaction() as db:
        return await registry.errors(db, import_id, cursor, limit)


@router.get(
    "/exports/songs.csv",
    summary="All songs as CSV, safe for spreadsheets",
    openapi_extra=needs(Permission.READ_RIGHTS),
    response_class=FileResponse,
    responses=problems()
    | {200: {"description": "The songs.", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def exported(service: Serving) -> FileResponse:
    """Written to a file before it is answered: a database that goes away is a 503 and no table that is cut off, a slow
    reader holds no connection, and Content-Length tells whether all of it came.
    """
    folder = tempfile.TemporaryDirectory(prefix="export-")
    path = Path(folder.name) / "songs.csv"
    try:
        async with service.database.transaction() as db:
            await export.write(reading.by_title(db), path)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path,
        headers={"X-Content-Type-Options": "nosniff"},
        media_type="text/csv; charset=utf-8",
        filename=path.name,
        background=BackgroundTask(folder.cleanup),
    )


def _charset(request: Request) -> str | None:
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    name = rest.strip().removeprefix("charset=").strip('"').lower() or "utf-8"
    if kind.strip().lower() != "text/csv" or name not in CHARSETS:
        title = "The body has another type than this call takes."
        raise Problem(415, "unsupported-media-type", title, f"Send text/csv; charset={' or '.join(CHARSETS)}.")
    return CHARSETS[name]
