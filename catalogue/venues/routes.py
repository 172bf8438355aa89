"""Calls about venues and places."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from catalogue.artists.routes import PREFIX
from catalogue.changes import own_user
from catalogue.preconditions import Version
from catalogue.problems import problems
from catalogue.service import Changes, Serving, tagged
from catalogue.venues import registry
from catalogue.venues.places import PROVINCES
from catalogue.venues.shapes import Country, District, Province, Speakers, Venue, VenuePage, VenueSaid
from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit, OneTime
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Line

router = APIRouter(route_class=GuardedRoute, prefix=PREFIX, tags=["venues"])

READ = needs(Permission.READ_VENUES, Permission.READ_OWN_VENUES)
EDIT = needs(Permission.EDIT_VENUES, Permission.EDIT_OWN_VENUES)
VenueId = Annotated[Id, Path(description="The venue.")]


@router.get(
    "/places",
    summary="Rwanda's provinces, districts and sectors",
    openapi_extra=needs(Permission.READ_ARTISTS),
    responses=problems(),
)
async def places() -> Country:
    return Country(
        provinces=[
            Province(
                province=province,
                districts=[District(district=district, sectors=sectors) for district, sectors in districts.items()],
            )
            for province, districts in PROVINCES.items()
        ]
    )


@router.get("/venues", summary="Venues by name; managers see their own", openapi_extra=READ, responses=problems(422))
async def venues(
    service: Serving,
    by: Who,
    name: Annotated[Line | None, Query(description="Only those whose name begins so.")] = None,
    district: Annotated[Id | None, Query(description="Only those there.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> VenuePage:
    async with service.database.transaction() as db:
        return await registry.page(db, own_user(by, Permission.READ_VENUES), name, district, cursor, limit)


@router.post(
    "/venues",
    summary="Register a venue",
    status_code=201,
    openapi_extra=needs(Permission.EDIT_VENUES),
    response_model=Venue,
    responses=problems(413, 415, 422),
)
async def register(once: OneTime, changes: Changes, said: VenueSaid) -> Response:
    return await once(201, lambda db: registry.register(changes.on(db), said))


@router.get(
    "/venues/{venue_id}",
    summary="A venue; managers see their own",
    openapi_extra=READ,
    responses=problems(404, 422, etag=True),
)
async def venue(service: Serving, by: Who, response: Response, venue_id: VenueId) -> Venue:
    async with service.database.transaction() as db:
        found = await registry.one(db, venue_id, own_user(by, Permission.READ_VENUES))
    return tagged(response, found, found.version)


@router.put(
    "/venues/{venue_id}",
    summary="Change a venue; managers change name, street and hours of their own",
    openapi_extra=EDIT,
    responses=problems(404, 412, 413, 415, 422, 428, etag=True),
)
async def edit(
    service: Serving, changes: Changes, response: Response, venue_id: VenueId, version: Version, said: VenueSaid
) -> Venue:
    async with service.database.transaction() as db:
        found = await registry.edit(changes.on(db), venue_id, version, said)
    return tagged(response, found, found.version)


@router.get(
    "/venues/{venue_id}/speakers",
    summary="Who may speak for a venue",
    openapi_extra=READ,
    responses=problems(404, 422),
)
async def speakers(service: Serving, by: Who, venue_id: VenueId) -> Speakers:
    async with service.database.transaction() as db:
        return await registry.speakers(db, venue_id, own_user(by, Permission.READ_VENUES))
