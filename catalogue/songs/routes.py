"""Calls about songs."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from catalogue.artists.routes import PREFIX
from catalogue.changes import own_artist
from catalogue.preconditions import Version
from catalogue.problems import problems
from catalogue.service import Changes, Serving, tagged
from catalogue.songs import browsing, editing
from catalogue.songs.browsing import Filters
from catalogue.songs.shapes import Isrc, NewSong, Song, SongPage, SongSaid
from catalogue.uploads import publishing
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit, OneTime
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Line

router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["songs"])

READ = needs(Permission.READ_SONGS, Permission.READ_OWN_SONGS)
EDIT = needs(Permission.EDIT_SONGS, Permission.EDIT_OWN_SONGS)
SongId = Annotated[Id, Path(description="The song.")]


@router.get("/songs", summary="Songs by title; artists see their own", openapi_extra=READ, responses=problems(422))
async def songs(
    service: Serving,
    by: Who,
    title: Annotated[Line | None, Query(description="Only those whose title begins so.")] = None,
    artist_id: Annotated[Id | None, Query(description="Only those of this artist.")] = None,
    isrc: Annotated[Isrc | None, Query(description="Only the one with this ISRC.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> SongPage:
    wanted = Filters(own_artist(by, Permission.READ_SONGS), title, artist_id, isrc)
    async with service.database.transaction() as db:
        return await browsing.page(db, wanted, cursor, limit)


@router.post(
    "/songs",
    summary="Register the song of an upload",
    status_code=201,
    openapi_extra=EDIT,
    response_model=Song,
    responses=problems(404, 409, 413, 415, 422),
)
async def register(service: Serving, once: OneTime, changes: Changes, said: NewSong) -> Response:
    return await once(201, lambda db: publishing.publish(changes.on(db), service.shelf, said))


@router.get(
    "/songs/{song_id}",
    summary="A song; artists see their own",
    openapi_extra=READ,
    responses=problems(404, 422, etag=True),
)
async def song(service: Serving, by: Who, response: Response, song_id: SongId) -> Song:
    async with service.database.transaction() as db:
        found = await browsing.one(db, song_id, own_artist(by, Permission.READ_SONGS))
    return tagged(response, found, found.version)


@router.put(
    "/songs/{song_id}",
    summary="Change a song; artists change the titles of their own",
    openapi_extra=EDIT,
    responses=problems(404, 409, 412, 413, 415, 422, 428, etag=True),
)
async def edit(
    service: Serving, changes: Changes, response: Response, song_id: SongId, version: Version, said: SongSaid
) -> Song:
    async with service.database.transaction() as db:
        await editing.edit(changes.on(db), song_id, version, said)
        found = await browsing.one(db, song_id, None)
    return tagged(response, found, found.version)


@router.delete(
    "/songs/{song_id}",
    summary="Take a song out of the catalogue: it is recognised no more, its plays stay counted",
    status_code=204,
    openapi_extra=needs(Permission.EDIT_SONGS),
    responses=problems(404, 412, 422, 428),
)
async def remove(service: Serving, changes: Changes, song_id: SongId, version: Version) -> None:
    async with service.database.transaction() as db:
        await editing.remove(changes.on(db), song_id, version)
