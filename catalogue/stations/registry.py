"""Stations: reading, registering and changing them."""

from typing import Any
from uuid import UUID, uuid4

from psycopg import errors

from catalogue import names
from catalogue.changes import Change, differing
from catalogue.pages import after_name, like, page_of
from catalogue.preconditions import fits
from catalogue.stations import addresses
from catalogue.stations.shapes import Station, StationPage, StationSaid, rounded
from catalogue.venues.places import SECTORS
from catalogue.venues.shapes import Speaker, Speakers
from http_api.database import Db, Row, row, rows, run
from http_api.permissions import Permission
from http_api.refusals import forbidden, not_found
from http_api.statements import beside
from kernel.problems import Problem

SQL = beside(__file__)
TOLD = {"name", "kind", "frequency_mhz", "district", "streams", "operator_id"}


async def page(db: Db, own: UUID | None, name: str | None, cursor: str | None, limit: int) -> StationPage:
    """Stations by name; with `own`, those that this person operates."""
    values = after_name(cursor) | {"own": own, "like": like(name), "limit": limit + 1}
    found, following = page_of(
        await rows(db, SQL["page"], values), limit, lambda last: (last["place"], last["station_id"])
    )
    return StationPage(stations=[_shape(each) for each in found], next_cursor=following)


async def one(db: Db, station_id: str, own: UUID | None) -> Station:
    """The station; with `own`, only one that this person operates. Problem 404."""
    found = await row(db, SQL["one"], {"station_id": station_id, "own": own})
    if found is None:
        raise not_found("station", station_id)
    return _shape(found)


async def speakers(db: Db, station_id: str, own: UUID | None) -> Speakers:
    """Who may speak for the station. Problem 404."""
    station = await one(db, station_id, own)
    found = await rows(db, SQL["speakers"], {"station_id": station_id})
    return Speakers(person=station.operator_id, sources=[Speaker(**each) for each in found])


async def register(change: Change, said: StationSaid) -> Station:
    """A new station. Problem 422."""
    station_id = str(uuid4())
    await _write(change, station_id, said)
    made = await one(change.db, station_id, None)
    await change.record("station.registered", "station", station_id, None, made.model_dump(mode="json", include=TOLD))
    return made


async def edit(change: Change, station_id: str, version: int, said: StationSaid) -> Station:
    """Makes the station be as said. Problem 403, 404, 412, 422."""
    own = change.user(Permission.EDIT_STATIONS)
    held = await row(change.db, SQL["hold"], {"station_id": station_id, "own": own})
    if held is None:
        raise not_found("station", station_id)
    fits(held["version"], version)
    before = await one(change.db, station_id, None)
    if own is not None and (said.kind, said.operator_id) != (before.kind, before.operator_id):
        raise forbidden("Kind and operator are changed by an admin.")
    await _write(change, station_id, said)
    made = await one(change.db, station_id, None)
    was, now = differing(*(each.model_dump(mode="json", include=TOLD) for each in (before, made)))
    await change.record("station.changed", "station", station_id, was, now)
    return made


async def _write(change: Change, station_id: str, said: StationSaid) -> None:
    streams = sorted({addresses.checked(url) for url in said.streams})
    if said.district is not None and said.district not in SECTORS:
        raise Problem(422, "no-such-district", "There is no such district.", "GET /api/v1/catalogue/places names them.")
    values: dict[str, Any] = said.model_dump(exclude={"streams"}) | {
        "station_id": station_id,
        "name": names.cleaned("name", said.name),
        "frequency_mhz": rounded(said.frequency_mhz),
    }
    try:
        await run(change.db, SQL["put"], values)
    except errors.ForeignKeyViolation:
        raise Problem(422, "no-such-person", "There is no such account.", "Name an operator who is there.") from None
    await run(change.db, SQL["streams_drop"], {"station_id": station_id, "keep": streams})
    for url in streams:
        await run(change.db, SQL["stream_put"], {"stream_id": uuid4(), "station_id": station_id, "url": url})


def _shape(found: Row) -> Station:
    return Station(**{name: found[name] for name in Station.model_fields})
