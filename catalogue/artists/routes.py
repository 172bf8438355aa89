"""Calls about artists."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from catalogue.artists import claiming, figures, merging, registry
from catalogue.artists.shapes import (
    Artist,
    ArtistPage,
    ArtistSaid,
    Claim,
    ClaimPage,
    ClaimSaid,
    ClaimState,
    Figures,
    Merge,
    MergePage,
    MergeSaid,
)
from catalogue.changes import own_artist, own_user
from catalogue.preconditions import Version
from catalogue.problems import problems
from catalogue.service import Changes, Serving, tagged
from catalogue.shapes import Reasoned
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit, OneTime
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Line

PREFIX = "/api/v1/catalogue"
router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["artists"])

READ = needs(Permission.READ_ARTISTS)
EDIT = needs(Permission.EDIT_ARTISTS)
CLAIM = needs(Permission.CLAIM_ARTISTS)
ArtistId = Annotated[Id, Path(description="The artist, also by an id that was merged.")]
ClaimId = Annotated[UUID, Path(description="The claim.")]
MergeId = Annotated[UUID, Path(description="The merge.")]
MOVED: dict[int | str, dict[str, Any]] = {
    307: {"description": "This artist was merged: Location is the one that it turned out to be."}
}


@router.get("/artists", summary="Artists by name", openapi_extra=READ, responses=problems(422))
async def artists(
    service: Serving,
    name: Annotated[Line | None, Query(description="Only those of whom a name begins so.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> ArtistPage:
    async with service.database.transaction() as db:
        return await registry.page(db, name, cursor, limit)


@router.post(
    "/artists",
    summary="Register an artist",
    status_code=201,
    openapi_extra=EDIT,
    response_model=Artist,
    responses=problems(409, 413, 415, 422),
)
async def register(once: OneTime, changes: Changes, said: ArtistSaid) -> Response:
    return await once(201, lambda db: registry.register(changes.on(db), said))


@router.get(
    "/artists/{artist_id}",
    summary="An artist",
    openapi_extra=READ,
    response_model=Artist,
    responses=problems(404, 422, etag=True) | MOVED,
)
async def artist(service: Serving, response: Response, artist_id: ArtistId) -> Artist | Response:
    async with service.database.transaction() as db:
        found = await registry.one(db, artist_id)
    if isinstance(found, str):
        return Response(status_code=307, headers={"Location": f"{PREFIX}/artists/{quote(found, safe='')}"})
    return tagged(response, found, found.version)


@router.put(
    "/artists/{artist_id}",
    summary="Change an artist's names",
    openapi_extra=EDIT,
    responses=problems(404, 409, 412, 413, 415, 422, 428, etag=True),
)
async def edit(
    service: Serving, changes: Changes, response: Response, artist_id: ArtistId, version: Version, said: ArtistSaid
) -> Artist:
    async with service.database.transaction() as db:
        found = await registry.edit(changes.on(db), artist_id, version, said)
    return tagged(response, found, found.version)


@router.post(
    "/artists/{artist_id}/claims",
    summary="Say that you are this artist",
    status_code=201,
    openapi_extra=CLAIM,
    response_model=Claim,
    responses=problems(404, 409, 413, 415, 422),
)
async def claim(once: OneTime, changes: Changes, artist_id: ArtistId, said: ClaimSaid) -> Response:
    return await once(201, lambda db: claiming.claim(changes.on(db), artist_id, said.evidence))


@router.get(
    "/artist-claims",
    summary="Claims: all of them for admins, else one's own",
    openapi_extra=needs(Permission.EDIT_ARTISTS, Permission.CLAIM_ARTISTS),
    responses=problems(422),
)
async def claims(
    service: Serving,
    by: Who,
    state: Annotated[ClaimState | None, Query(description="Only those.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> ClaimPage:
    async with service.database.transaction() as db:
        return await claiming.page(db, own_user(by, Permission.EDIT_ARTISTS), state, cursor, limit)


@router.post(
    "/artist-claims/{claim_id}/verify",
    summary="Let the person stand for the artist",
    openapi_extra=EDIT,
    response_model=Claim,
    responses=problems(404, 409, 413, 415, 422),
)
async def verify(once: OneTime, changes: Changes, claim_id: ClaimId, said: Reasoned) -> Response:
    return await once(200, lambda db: claiming.verify(changes.on(db), claim_id, said.reason))


@router.post(
    "/artist-claims/{claim_id}/decline",
    summary="Say that the person is not the artist",
    openapi_extra=EDIT,
    response_model=Claim,
    responses=problems(404, 409, 413, 415, 422),
)
async def decline(once: OneTime, changes: Changes, claim_id: ClaimId, said: Reasoned) -> Response:
    return await once(200, lambda db: claiming.decline(changes.on(db), claim_id, said.reason))


@router.post(
    "/artist-claims/{claim_id}/withdraw",
    summary="Take an own claim back",
    openapi_extra=CLAIM,
    response_model=Claim,
    responses=problems(404, 409, 422),
)
async def withdraw(once: OneTime, changes: Changes, claim_id: ClaimId) -> Response:
    return await once(200, lambda db: claiming.withdraw(changes.on(db), claim_id))


@router.post(
    "/artists/{artist_id}/merge",
    summary="Say that this artist is another one",
    status_code=201,
    openapi_extra=EDIT,
    response_model=Merge,
    responses=problems(404, 409, 413, 415, 422),
)
async def merge(once: OneTime, changes: Changes, artist_id: ArtistId, said: MergeSaid) -> Response:
    return await once(201, lambda db: merging.merge(changes.on(db), artist_id, said))


@router.get("/artist-merges", summary="Merges, the newest first", openapi_extra=EDIT, responses=problems(422))
async def merges(service: Serving, cursor: Cursor = None, limit: Limit = PAGE) -> MergePage:
    async with service.database.transaction() as db:
        return await merging.page(db, cursor, limit)


@router.post(
    "/artist-merges/{merge_id}/undo",
    summary="Make the two artists be two again",
    openapi_extra=EDIT,
    response_model=Merge,
    responses=problems(404, 409, 422),
)
async def undo(once: OneTime, changes: Changes, merge_id: MergeId) -> Response:
    return await once(200, lambda db: merging.undo(changes.on(db), merge_id))


@router.get(
    "/artists/{artist_id}/figures",
    summary="Plays of an artist; artists see their own",
    openapi_extra=needs(Permission.READ_RIGHTS, Permission.READ_OWN_RIGHTS),
    responses=problems(404, 422),
)
async def plays(
    service: Serving,
    by: Who,
    artist_id: ArtistId,
    first: Annotated[date, Query(description="The first day, in Africa/Kigali.")],
    last: Annotated[date, Query(description="The last day, at most a year later.")],
) -> Figures:
    async with service.database.transaction() as db:
        return await figures.figures(db, artist_id, own_artist(by, Permission.READ_RIGHTS), first, last)
