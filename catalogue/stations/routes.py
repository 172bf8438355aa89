"""Calls about stations."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from catalogue.artists.routes import PREFIX
from catalogue.changes import own_user
from catalogue.preconditions import Version
from catalogue.problems import problems
from catalogue.service import Changes, Serving, tagged
from catalogue.stations import registry
from catalogue.stations.shapes import Station, StationPage, StationSaid
from catalogue.venues.shapes import Speakers
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit, OneTime
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Line

router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["stations"])

READ = needs(Permission.READ_STATIONS, Permission.READ_OWN_STATIONS)
EDIT = needs(Permission.EDIT_STATIONS, Permission.EDIT_OWN_STATIONS)
StationId = Annotated[Id, Path(description="The station.")]


@router.get(
    "/stations", summary="Stations by name; operators see their own", openapi_extra=READ, responses=problems(422)
)
async def stations(
    service: Serving,
    by: Who,
    name: Annotated[Line | None, Query(description="Only those whose name begins so.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> StationPage:
    async with service.database.transaction() as db:
        return await registry.page(db, own_user(by, Permission.READ_STATIONS), name, cursor, limit)


@router.post(
    "/stations",
    summary="Register a station",
    status_code=201,
    openapi_extra=needs(Permission.EDIT_STATIONS),
    response_model=Station,
    responses=problems(413, 415, 422),
)
async def register(once: OneTime, changes: Changes, said: StationSaid) -> Response:
    return await once(201, lambda db: registry.register(changes.on(db), said))


@router.get(
    "/stations/{station_id}",
    summary="A station; operators see their own",
    openapi_extra=READ,
    responses=problems(404, 422, etag=True),
)
async def station(service: Serving, by: Who, response: Response, station_id: StationId) -> Station:
    async with service.database.transaction() as db:
        found = await registry.one(db, station_id, own_user(by, Permission.READ_STATIONS))
    return tagged(response, found, found.version)


@router.put(
    "/stations/{station_id}",
    summary="Change a station; operators change name, frequency, district and streams of their own",
    openapi_extra=EDIT,
    responses=problems(404, 412, 413, 415, 422, 428, etag=True),
)
async def edit(
    service: Serving, changes: Changes, response: Response, station_id: StationId, version: Version, said: StationSaid
) -> Station:
    async with service.database.transaction() as db:
        found = await registry.edit(changes.on(db), station_id, version, said)
    return tagged(response, found, found.version)


@router.get(
    "/stations/{station_id}/speakers",
    summary="Who may speak for a station",
    openapi_extra=READ,
    responses=problems(404, 422),
)
async def speakers(service: Serving, by: Who, station_id: StationId) -> Speakers:
    async with service.database.transaction() as db:
        return await registry.speakers(db, station_id, own_user(by, Permission.READ_STATIONS))
