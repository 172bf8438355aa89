"""Calls about uploads."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from catalogue import limits
from catalogue.artists.routes import PREFIX
from catalogue.changes import own_user
from catalogue.jobs.files import taken
from catalogue.problems import problems
from catalogue.service import Changes, Serving
from catalogue.uploads import registry
from catalogue.uploads.shapes import Upload, UploadPage
from catalogue.uploads.sniffing import KINDS, kind_of
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Key, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE

router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["uploads"])

EDIT = needs(Permission.EDIT_SONGS, Permission.EDIT_OWN_SONGS)
UploadId = Annotated[UUID, Path(description="The upload.")]
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
AUDIO = {
    "required": True,
    "description": "The file as it is. What it is, its first bytes decide, whatever Content-Type says.",
    "content": {"application/octet-stream": BINARY} | {kind.media_type: BINARY for kind in KINDS},
}


@router.post(
    "/uploads",
    summary="Send the audio of a song; it is fingerprinted in the background",
    status_code=202,
    openapi_extra=EDIT | {"requestBody": AUDIO},
    response_model=Upload,
    responses=problems(409, 413, 415, 422),
)
async def upload(request: Request, service: Serving, changes: Changes, key: Key) -> Response:
    async with service.storage.receive(request, limits.UPLOAD_BYTES, service.file_seconds) as received:
        kind = kind_of(received.head)
        return await taken(service, request, key, received, lambda db: registry.take(changes.on(db), received, kind))


@router.get(
    "/uploads",
    summary="Uploads, the newest first; artists see their own",
    openapi_extra=EDIT,
    responses=problems(422),
)
async def uploads(service: Serving, by: Who, cursor: Cursor = None, limit: Limit = PAGE) -> UploadPage:
    async with service.database.transaction() as db:
        return await registry.page(db, own_user(by, Permission.EDIT_SONGS), cursor, limit)


@router.get(
    "/uploads/{upload_id}",
    summary="How far an upload is, what was found, or why it was refused; artists see their own",
    openapi_extra=EDIT,
    responses=problems(404, 422),
)
async def progress(service: Serving, by: Who, upload_id: UploadId) -> Upload:
    async with service.database.transaction() as db:
        return await registry.one(db, upload_id, own_user(by, Permission.EDIT_SONGS))
