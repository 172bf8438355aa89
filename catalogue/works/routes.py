"""Calls about works."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from catalogue.artists.routes import PREFIX
from catalogue.changes import own_artist
from catalogue.preconditions import Version
from catalogue.problems import problems
from catalogue.service import Changes, Serving, tagged
from catalogue.works import registry
from catalogue.works.shapes import Iswc, Work, WorkPage, WorkSaid
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit, OneTime
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Line

router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["works"])

READ = needs(Permission.READ_SONGS, Permission.READ_OWN_SONGS)
EDIT = needs(Permission.EDIT_SONGS)
WorkId = Annotated[Id, Path(description="The work.")]


@router.get(
    "/works", summary="Works by title; artists see what they recorded", openapi_extra=READ, responses=problems(422)
)
async def works(
    service: Serving,
    by: Who,
    title: Annotated[Line | None, Query(description="Only those whose title begins so.")] = None,
    iswc: Annotated[Iswc | None, Query(description="Only the one with this ISWC.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> WorkPage:
    async with service.database.transaction() as db:
        return await registry.page(db, own_artist(by, Permission.READ_SONGS), title, iswc, cursor, limit)


@router.post(
    "/works",
    summary="Register a work",
    status_code=201,
    openapi_extra=EDIT,
    response_model=Work,
    responses=problems(409, 413, 415, 422),
)
async def register(once: OneTime, changes: Changes, said: WorkSaid) -> Response:
    return await once(201, lambda db: registry.register(changes.on(db), said))


@router.get(
    "/works/{work_id}",
    summary="A work; artists see what they recorded",
    openapi_extra=READ,
    responses=problems(404, 422, etag=True),
)
async def work(service: Serving, by: Who, response: Response, work_id: WorkId) -> Work:
    async with service.database.transaction() as db:
        found = await registry.one(db, work_id, own_artist(by, Permission.READ_SONGS))
    return tagged(response, found, found.version)


@router.put(
    "/works/{work_id}",
    summary="Change a work",
    openapi_extra=EDIT,
    responses=problems(404, 409, 412, 413, 415, 422, 428, etag=True),
)
async def edit(
    service: Serving, changes: Changes, response: Response, work_id: WorkId, version: Version, said: WorkSaid
) -> Work:
    async with service.database.transaction() as db:
        found = await registry.edit(changes.on(db), work_id, version, said)
    return tagged(response, found, found.version)
